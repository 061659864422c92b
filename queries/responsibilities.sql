--+ zh: name documentName placeName
--+ iri: task party kind groupType role basis measure section document
SELECT task, named AS party, name, kind, nullif(assignments.party, named) AS groupType, role, basis, rank, measure, number,
  section, document, documentName, placeName
FROM assignments JOIN tasks USING (task)
WHERE asked(document, $document)
GROUP BY ALL
ORDER BY task, rank, named
