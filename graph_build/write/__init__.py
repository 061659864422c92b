"""Document to quads, and quads to the store on disk."""
