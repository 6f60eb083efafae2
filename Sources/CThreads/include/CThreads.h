// The threads that share out pieces of work; see ThreadTeam.c.
//
// `saccade_threads_run(count, threads, body, context)` is not declared here: it takes a closure of Swift as Swift passes
// it, which no declaration of C can say. `Threads.swift` declares it in Swift's words.
#pragma once
