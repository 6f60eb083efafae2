#pragma once
#include <sqlite3.h>

// Settings whose call takes a list of arguments, which Swift does not see. What an old library does not know is left.
static inline int saccade_sqlite_set(sqlite3 *connection, int setting, int is_on) {
  int now = 0;
  return sqlite3_db_config(connection, setting, is_on, &now);
}

// Switches off what a stranger's database could do beyond holding rows.
static inline void saccade_sqlite_confine(sqlite3 *connection) {
#ifdef SQLITE_DBCONFIG_DEFENSIVE
  saccade_sqlite_set(connection, SQLITE_DBCONFIG_DEFENSIVE, 1);
#endif
#ifdef SQLITE_DBCONFIG_TRUSTED_SCHEMA
  saccade_sqlite_set(connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0);
#endif
#ifdef SQLITE_DBCONFIG_ENABLE_VIEW
  saccade_sqlite_set(connection, SQLITE_DBCONFIG_ENABLE_VIEW, 0);
#endif
  saccade_sqlite_set(connection, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0);
  saccade_sqlite_set(connection, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0);
  sqlite3_limit(connection, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_limit(connection, SQLITE_LIMIT_WORKER_THREADS, 0);
}
