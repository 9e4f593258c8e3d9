"""How a person of the tests loads files."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

LIST = "ФИО\nКим Юлия Олеговна\nЛунёв Артём Ильич\n"
GOOD = "ФИО;Вспашка\nКим Юлия;4\n"


def send(client, slug, target, text, name="list.csv", encoding="cp1251"):
    file = SimpleUploadedFile(name, text.encode(encoding))
    url = reverse("assessments:import_upload", args=[slug])
    return client.post(url, {"target": target.pk if target else "", "file": file}, follow=True)


def upload(client, sheet, text, name="results.csv"):
    return send(client, "results", sheet, text, name)


def upload_list(client, group, text):
    return send(client, "contingent", group, text)


def apply(client, batch):
    return client.post(reverse("assessments:import_apply", args=[batch.pk]), follow=True)


def texts(response):
    return [str(message) for message in response.context["messages"]]


def numbers(response):
    return [value for _title, value in response.context["facts"]]
