"""Article -> Publication."""

from pressverk.model import Article, Publication


def compose(article: Article) -> Publication:
    """Return the publication of one article: a release."""
    return Publication(
        slug=article.slug,
        layout=article.layout,
        language=article.language,
        title=article.title,
        articles=(article,),
    )
