"""The words: classes and properties, roles, bodies, themes and shapes, as data, and the modules that read the data.

Beside them stands what every other room needs and none owns: errors, files, characters, the form of a task table.
"""

#: The version of the program. Packaging reads it here: to ask packaging for it takes each process .05 s.
VERSION = "0.1.0"
