from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0032_places_in_submitted_sheets")]

    operations = [
        migrations.AlterField(
            model_name="acknowledgedwarning",
            name="kind",
            field=models.CharField(
                choices=[
                    ("no_functions", "форма не показывает ни одной трудовой функции"),
                    ("future_date", "дата проведения ещё не наступила"),
                    ("missing_students", "студенты без единой оценки"),
                    ("missing_cells", "пустые ячейки"),
                    ("flagged_cells", "ячейки, к которым собирались вернуться"),
                    ("all_top", "у всех высшая оценка"),
                    ("all_same", "у всех одно и то же"),
                    ("same_rows", "строки одинаковы"),
                    ("mostly_same", "почти у всех одно и то же"),
                    ("same_columns", "столбцы из одного значения"),
                    ("copied_column", "столбцы совпадают"),
                    ("nearly_copied", "столбцы почти совпадают"),
                    ("zeros", "нули"),
                    ("slip", "далеко от остальных в столбце"),
                    ("outlier", "не похоже на другие оценки студента"),
                ],
                max_length=20,
                verbose_name="что необычно",
            ),
        ),
    ]
