"""The mappings of statements that somebody has of their own, beside those that are shipped."""

from collections.abc import Mapping

from cartui.imports.fields import ImportKind
from cartui.imports.mapping import FileMapping, load_mapping
from cartui.model.errors import Invalid


def own_mappings(files: Mapping[str, str]) -> tuple[dict[str, FileMapping], tuple[str, ...]]:
    """Those for statements by name, and what is wrong with the ones that cannot be read, a sentence each.

    ``files``: where each is, by name; those for other files than statements are passed over.
    """
    mappings: dict[str, FileMapping] = {}
    wrong: list[str] = []
    for name, file in files.items():
        try:
            mapping = load_mapping(file)
        except Invalid as error:
            wrong.append(f"the mapping {name} is left out: {error.message}")
        else:
            if mapping.kind is ImportKind.STATEMENT:
                mappings[name] = mapping
    return mappings, tuple(wrong)
