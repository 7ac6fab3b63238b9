"""Write the canonical addresses of what is there anew: more spellings than before are one article."""

import hashlib

from django.db import migrations

from articles.canonical import canonical


def recompute(apps, schema_editor):
    """Give every article its canonical address; of two that are now the same, the older one keeps the hash.

    The newer loses nothing but the hash: it stays an article, and a third import is told of the older.
    """
    Article = apps.get_model("articles", "Article")
    rows = Article.objects.exclude(url="").order_by("pk").values_list("pk", "url")
    taken = set()
    Article.objects.exclude(url="").update(canonical_sha256=None)
    for pk, url in rows.iterator(chunk_size=2_000):
        address = canonical(url)
        digest = hashlib.sha256(address.encode()).digest()
        Article.objects.filter(pk=pk).update(
            canonical_url=address, canonical_sha256=None if digest in taken else digest
        )
        taken.add(digest)


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]

    # Going back leaves the new spellings: the old code compares them as well as it compared its own.
    operations = [migrations.RunPython(recompute, migrations.RunPython.noop)]
