"""What the account is and may do on a site, found with reads alone, each problem with its next step."""

from collections.abc import Iterator, Sequence
from typing import Final

from forewarn.connect import Examination, Guarantee, Rights
from forewarn.errors import GoneError, MalformedAnswer, PermissionDenied, RateLimited, TrackerError, UnavailableError
from forewarn_jira.config import JiraOptions
from forewarn_jira.fetch import Fetch
from forewarn_jira.naming import Meant, meant
from forewarn_jira.people import person
from forewarn_jira.site_payload import SERVICE_DESK, Account, Permissions

_READ, _COMMENT, _EDIT = "BROWSE_PROJECTS", "ADD_COMMENTS", "EDIT_OWN_COMMENTS"
_DELETE = "DELETE_OWN_COMMENTS"
"""To withdraw what came out where clients read it."""
_WORDS: Final = {
    _READ: "see",
    _COMMENT: "comment in",
    _EDIT: "edit its own comments in",
    _DELETE: "delete its own comments in",
}
_NAMES: Final = {
    _READ: "Browse Projects",
    _COMMENT: "Add Comments",
    _EDIT: "Edit Own Comments",
    _DELETE: "Delete Own Comments",
}

_AGENT = "jira-servicedesk"

Note = tuple[str, str]
"""A problem and its next step."""


def examine(fetch: Fetch, options: JiraOptions, containers: Sequence[str], *, client_visible: bool) -> Examination:
    """Raises TrackerError when not even the account can be asked for."""
    account = fetch.get(Account, "myself", {"expand": "groups,applicationRoles"})
    who = person(account)
    if who is None:
        raise MalformedAnswer("Jira does not say whom the token belongs to", place=f"{fetch.source} (myself)")
    fields = _fields(fetch, options)
    notes = list(_account_notes(options, account, client_visible=client_visible))
    rights = [_rights(fetch, container) for container in containers]
    for right in rights:
        if right.read:
            notes += _project_notes(fetch, options, right.container)
    return Examination(
        account=who,
        rights=tuple(rights),
        fields={name: one.id is not None for name, one in fields.items()},
        hints={name: (one.problem, one.next_step) for name, one in fields.items() if one.id is None},
        clock_skew=fetch.meter.skew,
        budget_left=fetch.meter.left,
        budget=fetch.meter.limit,
        notes=tuple(notes),
    )


def _rights(fetch: Fetch, container: str) -> Rights:
    """What the account may do in one project. Data Center knows the same permissions by the same names."""
    params = {"projectKey": container, "permissions": ",".join(_WORDS)}
    try:
        told = fetch.get(Permissions, "mypermissions", params).permissions
    except (RateLimited, UnavailableError):
        raise
    except TrackerError as error:
        return Rights(container, read=False, problem=error.reason, next_step=error.next_step or _open(container))
    may = {name: told[name].have_permission if name in told else None for name in _WORDS}
    lacking = [name for name, allowed in may.items() if allowed is False]
    if may[_READ] is False:
        lacking = [_READ]  # without it nothing else matters
    problem = f"The account may not {' and may not '.join(_WORDS[name] for name in lacking)} {container}."
    step = f"Give it {' and '.join(_NAMES[name] for name in lacking)} in the permission scheme of {container}."
    return Rights(container, may[_READ], may[_COMMENT], may[_EDIT], problem * bool(lacking), step * bool(lacking))


def _open(container: str) -> str:
    return f"Check the key {container} in the config, and that the account can open the project in a browser."


def _fields(fetch: Fetch, options: JiraOptions) -> dict[str, Meant]:
    """What the custom fields named in the config mean on this site, each under its key and name."""
    named = options.custom_fields
    there = fetch.fields() if named else ()
    return {f"{key}: {text}": meant(key, text, there) for key, text in named.items()}


def _account_notes(options: JiraOptions, account: Account, *, client_visible: bool) -> Iterator[Note]:
    """What is wrong for every project alike."""
    licences, groups = account.application_roles, account.groups
    if options.service_management and licences and licences.items and not licences.holds(_AGENT):
        yield (
            "The account is no agent of Jira Service Management, so that what it writes as internal comes out public.",
            "Give it access to Jira Service Management as an agent.",
        )
    group = options.team_visibility.group if options.team_visibility else None
    if group and groups and groups.items and not groups.holds(group):
        yield (
            f"The account is not in the group {group}, and Jira refuses comments for a group one is not in.",
            f"Put the account into {group}, or name another group in team_visibility.",
        )
    if options.guarantee(client_visible=client_visible) is Guarantee.NONE:
        yield (
            "Nothing keeps a comment from the client here; outside service projects Jira calls every comment public "
            "(jsdPublic), so that only a role or group can.",
            "Name a role or group without clients in team_visibility; until then words for the team go elsewhere.",
        )


def _project_notes(fetch: Fetch, options: JiraOptions, container: str) -> Iterator[Note]:
    """What is wrong in one project about keeping comments among the team."""
    try:
        kind = fetch.project(container).project_type_key
    except (GoneError, PermissionDenied) as error:
        yield error.reason, error.next_step
        return
    if kind == SERVICE_DESK and not options.service_management:
        yield (
            f"{container} is a service project, but service_management is false: its portal shows comments to the "
            "client whatever role or group they are for.",
            "Set service_management: true for this source.",
        )
    if kind != SERVICE_DESK and options.service_management:
        yield (
            f"{container} is no service project, and in others no comment is internal.",
            f"Put {container} into a source of its own, with team_visibility in place of service_management.",
        )
    role = options.team_visibility.role if options.team_visibility else None
    if role is None or options.service_management:
        return
    try:
        roles = fetch.roles(container)
    except (RateLimited, UnavailableError):
        raise
    except TrackerError:  # Cloud shows them to administrators alone, and says 401 to others
        yield (
            f"The account may not see whether {container} has the role {role}.",
            f"Ask an administrator of {container} whether it has the role {role}, and this account in it.",
        )
        return
    if role not in roles:
        yield (
            f"{container} has no role {role}, to which comments for the team would be shown.",
            f"Add the role {role} with the team and this account in it, or name one of these in team_visibility: "
            f"{', '.join(roles)}.",
        )
