"""The words: classes and properties, roles, bodies, themes and shapes, as data first and three small modules."""
