"""Run by the Python that has Perceval: reads what the first argument asks for, and prints what it brought and cost."""

import json
import resource
import sys
import time
from typing import Any

_KIB = 1024


def backend(asked: dict[str, Any]) -> Any:
    """Perceval's reader of the tracker."""
    if asked["tracker"] == "github":
        from perceval.backends.core.github import GitHub  # type: ignore[import-not-found]

        owner, repository = asked["container"].split("/")
        return GitHub(owner, repository, [asked["token"]], base_url=asked["url"].removesuffix("/api/v3"))
    from perceval.backends.core.jira import Jira  # type: ignore[import-not-found]

    if asked["email"]:
        return Jira(asked["url"], asked["container"], asked["email"], asked["token"])
    return Jira(asked["url"], asked["container"], api_token=asked["token"])


def changes(item: dict[str, Any]) -> int:
    """Changes and comments that came with a ticket."""
    return len(item.get("changelog", {}).get("histories", ())) + len(item.get("comments_data", ()))


def main() -> None:
    """Read, and print."""
    told: dict[str, Any]
    reader, start = backend(json.loads(sys.argv[1])), time.process_time()
    try:
        items = [changes(item["data"]) for item in reader.fetch()]
    except Exception as error:  # whatever it is, it is the result
        told = {"error": f"{type(error).__name__}: {str(error).partition('?')[0]}"}
    else:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // _KIB
        told = {"tickets": len(items), "events": sum(items), "cpu": time.process_time() - start, "peak": peak}
    sys.stdout.write(json.dumps(told))


main()
