"""The duties as offices keep them: workbooks, Word, calendars, plain tables."""
