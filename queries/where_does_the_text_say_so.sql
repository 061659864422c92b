--+ zh: documentName placeName name
--+ iri: assignment party document
SELECT documentName, placeName, number, name, surface AS quote, "start", "end", page, source, assignment, party, document
FROM assignments JOIN tasks USING (task)
WHERE asked(party, $party) AND asked(number, $number) AND asked(document, $document)
ORDER BY source, "start", "end", name, assignment
