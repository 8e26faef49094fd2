"""The settings for people to read: ``docs/config.md``, made of the model."""

import inspect

from cartui.settings.backends import DATABASE_VARIABLE, URL_VARIABLE
from cartui.settings.loading import CONFIG_VARIABLE, READ_ONLY_VARIABLE
from cartui.settings.paths import HOME_VARIABLE
from cartui.settings.reference import TABLES, Setting, describe_settings, wrapped


def config_page() -> str:
    """``docs/config.md``."""
    lines = [
        "# Settings",
        "",
        "<!-- Made from cartui/settings/model.py by `python -m tools.docs`; a test says when it is old. -->",
        "",
        "The config file holds what an agent prefers; what the shop decides is stored with the shop",
        "(`cartui shop show`). `cartui config path` says where the file is, `cartui config init` writes one",
        "with every setting in comments, `cartui config show` says what is in force and where it came from,",
        "and `cartui config validate` names file, line and the nearest setting there is for each mistake.",
        "",
        "An option beats the environment, and that beats the file. Which backend is used: `--db`, `--url` or",
        f"`--profile` (one of them), else `{DATABASE_VARIABLE}` or `{URL_VARIABLE}`, else the setting",
        "`profile` (or `CARTUI_PROFILE`), else a database in your data folder.",
        "",
    ]
    for table, model in TABLES:
        lines += [f"## `[{table}]`" if table else "## At the top of the file", ""]
        lines += [*wrapped(inspect.cleandoc(model.__doc__ or "")), ""]
        for setting in describe_settings():
            if setting.table == table:
                lines += [*_entry(setting), ""]
    lines += [
        "## More environment variables",
        "",
        f"- `{CONFIG_VARIABLE}`: the config file, like `--config`.",
        f"- `{DATABASE_VARIABLE}`: path or URL of a database, like `--db`; `--profile` beats it.",
        f"- `{URL_VARIABLE}`: address of a server, like `--url`; `--profile` beats it.",
        "- `CARTUI_MAIL_PASSWORD`: the mail server's; it beats one that `cartui outbox password` kept.",
        "- `CARTUI_TOKEN`: the token for a server; it beats one that `cartui login` kept.",
        f"- `{READ_ONLY_VARIABLE}`: `1` to change nothing, like `--read-only`.",
        f"- `{HOME_VARIABLE}`: one folder for config, data and log, in place of the platform's own folders.",
    ]
    return "\n".join(lines) + "\n"


def _entry(setting: Setting) -> list[str]:
    """One setting in the reference."""
    facts = [f"default `{setting.default}`"] if setting.default else []
    facts.append(f"for example `{setting.example}`")
    if setting.variable:
        facts.append(f"environment `{setting.variable}`")
    return [f"**`{setting.name}`** ({', '.join(facts)})  ", *wrapped(setting.text)]
