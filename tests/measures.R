# Measures as R's igraph and sna compute them, for tests/test_analysis.py.
#
# Reads ties.txt (from, to, weight, numbered from 1), groups.txt (a community a node) and duties.txt (a 0/1 table, bodies
# by tasks); writes measures.txt, a line a value: measure, node, value. The two-mode normalisations are written out from
# Borgatti & Everett 1997, on igraph's plain counts of paths and distances.
suppressPackageStartupMessages(library(igraph))

ties <- as.matrix(read.table("ties.txt"))
groups <- scan("groups.txt", quiet = TRUE)
duties <- unname(as.matrix(read.table("duties.txt")))

written <- file("measures.txt", "w")
say <- function(measure, values) {
  cat(sprintf("%s %d %.17g\n", measure, seq_along(values), values), file = written, sep = "")
}

graph <- graph_from_edgelist(ties[, 1:2], directed = FALSE)
weight <- ties[, 3]
matrix <- as_adjacency_matrix(graph, sparse = FALSE)
say("igraph.betweenness", betweenness(graph, normalized = TRUE))
say("igraph.closeness", closeness(graph, normalized = TRUE))
say("igraph.eigenvector", eigen_centrality(graph, weights = weight)$vector)
say("igraph.pagerank", page_rank(graph, weights = weight)$vector)
say("igraph.strength", strength(graph, weights = weight))
say("igraph.constraint", constraint(graph, weights = weight))
say("igraph.core_number", coreness(graph))
say("igraph.clustering", transitivity(graph, type = "localundirected", isolates = "zero"))
say("igraph.modularity", modularity(graph, groups, weights = weight))
say("igraph.mean_path", mean_distance(graph))
say("igraph.centralisation", centr_degree(graph, loops = FALSE)$centralization)
say("igraph.articulation", seq_len(vcount(graph)) %in% as.integer(articulation_points(graph)))
say("sna.betweenness", sna::betweenness(matrix, gmode = "graph"))
say("sna.closeness", sna::closeness(matrix, gmode = "graph"))
say("sna.eigenvector", abs(sna::evcent(matrix, gmode = "graph")))
say("sna.core_number", sna::kcores(matrix, mode = "graph"))
say("sna.density", sna::gden(matrix, mode = "graph"))
say("sna.centralisation", sna::centralization(matrix, sna::degree, mode = "graph"))

n <- nrow(duties)
m <- ncol(duties)
most <- function(n, m) { # the betweenness of the best placed node of a mode of n, beside m
  s <- (n - 1) %/% m
  t <- (n - 1) %% m
  (m^2 * (s + 1)^2 + m * (s + 1) * (2 * t - s - 1) - t * (2 * s - t + 3)) / 2
}
table <- graph_from_incidence_matrix(duties)
say("two_mode.degree", degree(table) / rep(c(m, n), c(n, m)))
say("two_mode.closeness", rep(c(m + 2 * (n - 1), n + 2 * (m - 1)), c(n, m)) / rowSums(distances(table)))
say("two_mode.betweenness", betweenness(table) / rep(c(most(n, m), most(m, n)), c(n, m)))
single <- svd(duties)
say("two_mode.eigenvector", abs(c(single$u[, 1], single$v[, 1])))
say("two_mode.shared", (duties %*% t(duties))[upper.tri(diag(n))])
close(written)
