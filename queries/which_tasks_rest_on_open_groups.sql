--+ zh: documentName placeName name
--+ iri: task party document
SELECT documentName, placeName, number, name, text, task, party, document
FROM assignments JOIN tasks USING (task)
  ANTI JOIN (FROM assignments WHERE list_has_any(classes, ['Body', 'ClosedGroup'])) AS determinate USING (task)
WHERE 'OpenGroup' IN classes AND asked(document, $document)
GROUP BY ALL
ORDER BY document, any_value(turn), any_value("order"), task, name
