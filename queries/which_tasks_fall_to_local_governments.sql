--+ zh: documentName placeName name
--+ iri: role task party document
SELECT documentName, placeName, number, name, role, text, task, party, document
FROM assignments JOIN tasks USING (task)
WHERE (list_has_any(classes, ['LocalGovernment', 'DispatchedAgency'])
    OR 'Group' IN classes AND (ends_with(short, '政府') OR ends_with(short, '公署')))
  AND asked(party, $party) AND asked(document, $document)
GROUP BY ALL
ORDER BY document, any_value(turn), any_value("order"), task, name
