"""The revisions, one file each; `cartui.store.revisions` lists them."""
