import gettext
import io

from scripts.messages import compile_catalogue, main

SOURCE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=3; plural=n%10==1 && n%100!=11 ? 0 : "
"n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2;\\n"

#: reports/views.py:1
msgid "Отчёт"
msgstr "Report"

msgctxt "глагол"
msgid "Отчёт"
msgstr "Report!"

msgid ""
"Длинная "
"строка"
msgstr ""
"A long "
"line\\twith \\"marks\\""

msgid "%(count)s студент"
msgid_plural "%(count)s студентов"
msgstr[0] "one"
msgstr[1] "few"
msgstr[2] "many"

#, fuzzy
msgid "Черновик"
msgstr "Guess"

msgid "Без перевода"
msgstr ""

#~ msgid "Старое"
#~ msgstr "Old"
"""


def catalogue() -> gettext.GNUTranslations:
    return gettext.GNUTranslations(io.BytesIO(compile_catalogue(SOURCE)))


def test_compiled_messages_are_found():
    assert catalogue().gettext("Отчёт") == "Report"


def test_compiled_message_of_a_context_is_found_apart():
    assert catalogue().pgettext("глагол", "Отчёт") == "Report!"


def test_compiled_message_of_several_lines_is_one():
    assert catalogue().gettext("Длинная строка") == 'A long line\twith "marks"'


def test_compiled_plural_forms_follow_the_header():
    forms = [catalogue().ngettext("%(count)s студент", "%(count)s студентов", n) for n in (1, 2, 5)]
    assert forms == ["one", "few", "many"]


def test_fuzzy_untranslated_and_old_messages_stay_in_the_source_language():
    for text in ("Черновик", "Без перевода", "Старое"):
        assert catalogue().gettext(text) == text


def test_catalogues_of_the_project_are_compiled():
    assert main(["--check"]) == 0
