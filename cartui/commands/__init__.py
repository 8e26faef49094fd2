"""The desk's commands, one class each: bindings, footer, help and palette come from them."""
