"""Remarks on cells of an alignment, by the college and the association."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('colleges', '0008_module_competences'),
        ('standards', '0006_words_for_the_service_part'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AlignmentRemark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=1000, verbose_name='замечание')),
                ('is_of_association', models.BooleanField(default=False, verbose_name='от объединения работодателей')),
                ('created_at', models.DateTimeField(verbose_name='когда')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='снято')),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('competence', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='standards.competence')),
                ('function', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='standards.labourfunction')),
                ('module', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='colleges.module')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alignment_remarks', to='colleges.programme')),
                ('version', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='remarks', to='colleges.alignmentversion')),
            ],
            options={
                'verbose_name': 'замечание к сопряжению',
                'verbose_name_plural': 'замечания к сопряжению',
                'ordering': ['programme_id', 'created_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('competence__isnull', False), ('module__isnull', True)), models.Q(('competence__isnull', True), ('module__isnull', False)), _connector='OR'), name='remark_of_competence_or_module'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='remark_says_something')],
            },
        ),
    ]
