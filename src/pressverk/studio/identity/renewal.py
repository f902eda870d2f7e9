"""Sessions whose roles are asked of the provider again: what it takes away ends here, too."""

import datetime as dt
import logging
from dataclasses import asdict, replace

from starlette.concurrency import run_in_threadpool

from pressverk.studio.identity.oidc import LoginError, Provider
from pressverk.studio.store.audit import note
from pressverk.studio.store.database import Store, read_moment
from pressverk.studio.store.people import Person, remember_person
from pressverk.studio.store.sessions import Session, end_sessions, find_session

LOG = logging.getLogger("pressverk.studio")
ASKED_AFTER = dt.timedelta(minutes=15)  # sooner than providers end what nobody uses
ROLES_LAST = dt.timedelta(hours=1)  # however they were told


async def current_session(store: Store, provider: Provider | None, token: str) -> Session | None:
    """Return the session of *token* with the roles of now; None when it has ended.

    It has for whoever lost all roles, and where only a new login can tell the roles. While the
    provider doesn't answer, those whose refresh token it gave go on with the roles they had.
    """
    session = await run_in_threadpool(find_session, store, token)
    if session is None or provider is None or _age(session.person) < ASKED_AFTER:
        return session
    async with provider.locks[session.person.subject]:
        session = await run_in_threadpool(find_session, store, token)
        if session is None or _age(session.person) < ASKED_AFTER:  # asked by another request
            return session
        try:
            login = await provider.renew(session.person.subject)
        except LoginError:
            LOG.warning("roles can't be renewed: the provider doesn't answer")
            return session
        if login is None:
            return session if _age(session.person) < ROLES_LAST else None
        person = await run_in_threadpool(remember_person, store, **asdict(login))
        return await run_in_threadpool(_with_roles_of, store, session, person)


def _age(person: Person) -> dt.timedelta:
    return dt.datetime.now(dt.UTC) - read_moment(person.seen)


def _with_roles_of(store: Store, session: Session, person: Person) -> Session | None:
    if person.roles:
        return replace(session, person=person)
    note(store, person, "login-without-role")
    end_sessions(store, person)
    return None
