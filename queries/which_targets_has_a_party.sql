--+ zh: name documentName placeName
--+ iri: role task party document
SELECT name, role, unnest(targets) AS words, documentName, placeName, number, task, party, document
FROM (SELECT DISTINCT name, role, targets, documentName, placeName, number, task, party, document
  FROM assignments JOIN tasks USING (task)
  WHERE asked(party, $party) AND asked(document, $document))
ORDER BY name, party, role DESC, document, task, words
