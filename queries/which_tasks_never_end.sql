--+ zh: documentName placeName
--+ iri: kind task document
SELECT kind, "limit", documentName, placeName, number, text, task, document
FROM limits JOIN tasks USING (task)
WHERE kind IN (term('Continuous'), term('Recurring')) AND asked(kind, $kind) AND asked(document, $document)
GROUP BY ALL
ORDER BY task, "limit"
