--+ zh: name documentName otherName otherDocumentName
--+ iri: task other party otherParty
-- A duty in the words of many documents makes half a million pairs of tasks, of which all that is said is of few words:
-- these are numbered in their order, so that pairs are joined, sorted and kept as numbers.
CREATE TEMP TABLE said AS
SELECT DISTINCT text, task, party, name, documentName, number
FROM tasks JOIN assignments USING (task)
WHERE leads;

CREATE TEMP TYPE texts AS ENUM (SELECT DISTINCT text FROM said ORDER BY text);
CREATE TEMP TYPE numbers AS ENUM (SELECT DISTINCT number FROM said ORDER BY number);
CREATE TEMP TYPE tasks AS ENUM (SELECT DISTINCT task FROM said ORDER BY task);
CREATE TEMP TYPE parties AS ENUM (SELECT DISTINCT party FROM said ORDER BY party);
CREATE TEMP TYPE names AS ENUM (SELECT DISTINCT name FROM said ORDER BY name);
CREATE TEMP TYPE documents AS ENUM (SELECT DISTINCT documentName FROM said ORDER BY documentName);

CREATE TEMP TABLE led AS
SELECT text::texts AS text, task::tasks AS task, party::parties AS party, name::names AS name,
  documentName::documents AS documentName, number::numbers AS number
FROM said;

SELECT one.text, one.name, one.documentName, one.number, another.name AS otherName,
  another.documentName AS otherDocumentName, another.number AS otherNumber,
  one.task, another.task AS other, one.party, another.party AS otherParty
FROM led AS one JOIN led AS another ON one.text = another.text AND one.task < another.task
  ANTI JOIN led AS mine ON mine.task = one.task AND mine.party = another.party
  ANTI JOIN led AS theirs ON theirs.task = another.task AND theirs.party = one.party
ORDER BY one.text, one.task, other, one.name, otherName
