--+ zh: themeName otherThemeName documentName placeName
--+ iri: task theme otherTheme document
WITH stated AS (
  SELECT measure, field, fieldName FROM (SELECT measure, unnest(subjects) AS field FROM measures) JOIN fields USING (field)
)
SELECT one.fieldName AS themeName, another.fieldName AS otherThemeName, documentName, placeName, number, text, task,
  one.field AS theme, another.field AS otherTheme, document
FROM stated AS one JOIN stated AS another ON one.measure = another.measure AND one.field < another.field
  JOIN tasks ON tasks.measure = one.measure
WHERE asked(one.field, $theme) AND asked(another.field, $otherTheme) AND asked(document, $document)
ORDER BY theme, otherTheme, task
