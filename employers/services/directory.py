"""The directory of enterprises and the people in it."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from colleges.models import College, Municipality
from core.audit import record_action
from employers.models import Contact, Employer


@dataclass(frozen=True, slots=True)
class EmployerData:
    name: str
    municipality: Municipality
    inn: str = ""
    okved: str = ""
    address: str = ""
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class ContactData:
    name: str
    position: str = ""
    email: str = ""
    phone: str = ""
    is_active: bool = True


def add_employer(
    *, data: EmployerData, college: College | None, actor_id: int | None, now: datetime
) -> Employer:
    """Add an enterprise to the region's directory on behalf of a college (None: the portal).

    Raise ValidationError (Russian) when the tax number is taken.
    """
    with transaction.atomic():
        _check_inn_free(data.inn)
        employer = Employer.objects.create(
            name=data.name,
            municipality=data.municipality,
            inn=data.inn,
            okved=data.okved,
            address=data.address,
            is_active=data.is_active,
            added_by_college=college,
        )
        _audit("employers.add_employer", employer, actor_id, now)
    return employer


def change_employer(
    *, employer: Employer, data: EmployerData, actor_id: int | None, now: datetime
) -> Employer:
    """Change the record of an enterprise. Raise ValidationError when the tax number is taken."""
    with transaction.atomic():
        _check_inn_free(data.inn, besides=employer)
        employer.name, employer.municipality = data.name, data.municipality
        employer.inn, employer.okved = data.inn, data.okved
        employer.address, employer.is_active = data.address, data.is_active
        employer.save()
        _audit("employers.change_employer", employer, actor_id, now)
    return employer


def give_address(*, employer: Employer, address: str, actor_id: int | None, now: datetime) -> None:
    """Write the address of an enterprise, nothing else of its record."""
    with transaction.atomic():
        employer.address = address
        employer.save(update_fields=["address"])
        _audit("employers.change_employer", employer, actor_id, now)


def add_contact(
    *,
    employer: Employer,
    data: ContactData,
    college: College | None,
    actor_id: int | None,
    now: datetime,
) -> Contact:
    """Add a person of an enterprise, known to `college` from now on.

    Who brings an address or a telephone already on record there is given that same person: one
    mentor stays one rater for all colleges. The person's record is not changed then.
    """
    with transaction.atomic():
        contact = _same_person(employer, data)
        if contact is None:
            contact = Contact.objects.create(
                employer=employer,
                name=data.name,
                position=data.position,
                email=data.email,
                phone=data.phone,
                is_active=data.is_active,
            )
        if college is not None:
            contact.known_to.add(college)
        _audit("employers.add_contact", contact, actor_id, now)
    return contact


def change_contact(
    *, contact: Contact, data: ContactData, actor_id: int | None, now: datetime
) -> Contact:
    """Change a person's record; links already made stay with that person."""
    with transaction.atomic():
        contact.name, contact.position = data.name, data.position
        contact.email, contact.phone = data.email, data.phone
        contact.is_active = data.is_active
        contact.save()
        _audit("employers.change_contact", contact, actor_id, now)
    return contact


def _check_inn_free(inn: str, besides: Employer | None = None) -> None:
    taken = Employer.objects.filter(inn=inn).exclude(inn="")
    if besides is not None:
        taken = taken.exclude(pk=besides.pk)
    if taken.exists():
        raise ValidationError(
            {"inn": _("Предприятие с таким ИНН или БИН уже есть в справочнике.")}, code="taken"
        )


def _same_person(employer: Employer, data: ContactData) -> Contact | None:
    known = Q()
    if data.email:
        known |= Q(email__iexact=data.email)
    if data.phone:
        known |= Q(phone=data.phone)
    if not known:
        return None
    return Contact.objects.filter(known, employer=employer).order_by("pk").first()


def _audit(action: str, target: Employer | Contact, actor_id: int | None, now: datetime) -> None:
    employer_id = target.pk if isinstance(target, Employer) else target.employer_id
    record_action(
        action=action,
        actor_id=actor_id,
        now=now,
        target=target,
        details={"employer_id": employer_id},
    )
