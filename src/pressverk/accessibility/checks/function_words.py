"""The commonest small words of languages: what any passage of some length is full of."""

from collections.abc import Mapping

FUNCTION_WORDS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "sv": """
            och att det som en är av för på den med till inte om ett men var sig så vi jag har hade
            från vid kan när de dem ska skulle också efter eller än nu där alla mot under hur man
            blir vara i sin sina hans hennes dess här bara mycket detta denna dessa vad vem utan
            mellan över genom får finns må ni han hon år
        """,
        "en": """
            the of and to in a is that it was for on are as with his they at be this have from or
            one had by but not what all were we when your can said there an which she do how their
            if will up other about out many then them these so some her would him has more who its
            been you he our than into could may should no
        """,
        "fi": """
            ja on ei että se oli hän mutta ovat kun niin joka myös kuin sen jos ole vain ne tämä
            voi sekä tai mitä olla jotka hänen sitä nyt siitä jo vielä kanssa mukaan ennen jälkeen
            mukaisesti siis näin tässä koska kaikki me te he minä sinä kunnan ettei eivät joita
        """,
        "de": """
            der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch
            es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über
            einen so zum war haben nur oder aber vor zur bis mehr durch man sein wurde wir ihr ich
        """,
        "fr": """
            de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce
            il sont avec ils elle aux d'un cette ont ses mais comme ou si leur y dont nous vous été
            être fait sa son ces même tout entre sans deux je on aussi peut
        """,
        "es": """
            de la que el en y a los se del las un por con no una su para es al lo como más o pero
            sus le ha me si sin sobre este ya entre cuando todo esta ser son dos también fue había
            era muy años hasta desde está mi porque qué sólo han yo hay vez puede
        """,
        "da": """
            og i at det er en til på som med for den af ikke de der var et jeg har fra han vi kan
            om men skal ved hun nu havde også blev eller efter hvor være dem sig når alle meget
            deres dette mod noget mange hvad end år blive kun mellem så
        """,
        "nb": """
            og i det på som er en til å av for at med de den var har ikke et om fra han men jeg vi
            kan ble så skal hun seg etter også nå eller ved hadde hvor når være over dem alle mot
            under dette mye vil bare noe må mellom disse hva blir får
        """,
        "pl": """
            i w na z do się nie to że jest o jak po co ale dla za od tak przez był są już czy tylko
            ich jego jej może przy które który która oraz było tym tego tej być również także aby
            ze pod ma jako gdy bardzo nas
        """,
        "et": """
            ja on ei et see oli ta aga kui ka ning mis oma või siis ma nii kes seda veel olid ole
            mida nende tema selle just juba kõik välja pärast kuid üks need olla peab saab võib
        """,
        "so": """
            iyo oo ka ku waa in la u uu ay ee aan waxaa waxa si ama soo leh kale mid ah ugu lagu
            waxay wuxuu inay inuu ma kuwa markii sida ayaa loo laga uga
        """,
        "tr": """
            ve bir bu da de için ile çok olarak daha olan gibi kadar ne var sonra en o ki mi ama
            her ya veya değil olduğu ancak göre tarafından oldu şey kendi bütün ise
        """,
        "sq": """
            dhe në të e një për me që nga është i së më si do nuk por u ka janë kjo ky ose edhe
            kur ishte ai ajo duhet shumë këtë
        """,
        "bs": """
            i je u na da se za su od ne s o to kao što iz ali ili bi koji koja koje sa po može
            bio biti kako nije samo ako više do sve prema svoje
        """,
    }.items()
}
