import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import articles.models.jobs


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0002_canonical_addresses"),
    ]

    operations = [
        migrations.CreateModel(
            name="Payload",
            fields=[
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="payload",
                        serialize=False,
                        to="articles.importitem",
                    ),
                ),
                ("data", models.BinaryField()),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="importitem",
            name="import_item_has_its_reason",
        ),
        migrations.AddField(
            model_name="importitem",
            name="about",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="importitem",
            name="attempt",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="importitem",
            name="due_at",
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.AddField(
            model_name="importitem",
            name="finished_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="importitem",
            name="host",
            field=models.CharField(
                blank=True, help_text="Of the web address, for the cap of each host.", max_length=255
            ),
        ),
        migrations.AddField(
            model_name="importitem",
            name="lease_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="importitem",
            name="max_attempts",
            field=models.PositiveSmallIntegerField(default=articles.models.jobs.default_max_attempts),
        ),
        migrations.AddField(
            model_name="importitem",
            name="request_id",
            field=models.CharField(blank=True, help_text="Joins the log lines of request and run.", max_length=40),
        ),
        migrations.AddField(
            model_name="importitem",
            name="rung_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="importitem",
            name="started_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="importitem",
            name="state",
            field=models.CharField(
                choices=[("queued", "queued"), ("running", "extracting"), ("done", "ready"), ("failed", "failed")],
                default="done",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="importitem",
            name="url",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="importitem",
            name="worker",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="worker",
            name="queues",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40), default=list, size=None
            ),
        ),
        migrations.AlterField(
            model_name="import",
            name="way",
            field=models.CharField(
                choices=[
                    ("paste", "pasted text"),
                    ("files", "files"),
                    ("urls", "web addresses"),
                    ("command", "command line"),
                    ("demo", "demo"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="importitem",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("waiting", "waiting"),
                    ("imported", "imported"),
                    ("duplicate", "already here"),
                    ("refused", "refused"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="importitem",
            index=models.Index(
                condition=models.Q(("state__in", ["queued", "running"])),
                fields=["state", "due_at"],
                name="import_item_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="importitem",
            index=models.Index(
                condition=models.Q(("state", "running")), fields=["host"], name="import_item_running_by_host"
            ),
        ),
        migrations.AddIndex(
            model_name="importitem",
            index=models.Index(fields=["of", "id"], name="import_item_in_order"),
        ),
        migrations.AddConstraint(
            model_name="importitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "refused"), ("refusal__gt", "")),
                    models.Q(("outcome", "waiting"), ("refusal", "")),
                    models.Q(
                        models.Q(("outcome__in", ["refused", "waiting"]), _negated=True),
                        ("article__isnull", False),
                        ("refusal", ""),
                    ),
                    _connector="OR",
                ),
                name="import_item_has_its_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="importitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "waiting"), ("state__in", ["queued", "running"])),
                    models.Q(models.Q(("outcome", "waiting"), _negated=True), ("state", "done")),
                    _connector="OR",
                ),
                name="import_item_waits_or_is_done",
            ),
        ),
        migrations.AddConstraint(
            model_name="importitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "running"), _negated=True), ("lease_until__isnull", False), _connector="OR"
                ),
                name="import_item_running_with_a_lease",
            ),
        ),
    ]
