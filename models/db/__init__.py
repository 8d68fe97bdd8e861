"""Everything that depends on the kind of database: connections, unit of work, change log, migrations."""
