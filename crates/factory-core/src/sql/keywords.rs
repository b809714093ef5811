//! Names that engines keep to themselves.

/// Keywords of most engines, which must not be names unless they are quoted.
pub(super) const RESERVED: &[&str] = &[
    "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "both", "by", "case", "cast",
    "check", "collate", "column", "constraint", "create", "cross", "current_date", "current_time",
    "current_timestamp", "current_user", "default", "deferrable", "desc", "distinct", "do", "else", "end", "except",
    "exists", "false", "fetch", "for", "foreign", "from", "full", "grant", "group", "having", "in", "initially",
    "inner", "intersect", "into", "is", "join", "lateral", "leading", "left", "like", "limit", "localtime", "natural",
    "not", "null", "offset", "on", "only", "or", "order", "outer", "placing", "primary", "qualify", "references",
    "returning", "right", "select", "session_user", "some", "symmetric", "table", "then", "to", "trailing", "true",
    "union", "unique", "user", "using", "values", "variadic", "when", "where", "window", "with",
];

/// Further keywords of MySQL or MariaDB, where names like them are quoted.
pub(super) const RESERVED_BY_MYSQL: &[&str] = &[
    "accessible", "add", "alter", "asensitive", "before", "between", "bigint", "binary", "blob", "call", "cascade",
    "change", "char", "character", "condition", "continue", "convert", "cube", "cume_dist", "cursor", "database",
    "databases", "dec", "decimal", "declare", "delayed", "delete", "dense_rank", "describe", "deterministic", "div",
    "double", "drop", "dual", "each", "elseif", "empty", "enclosed", "escaped", "exit", "explain", "first_value",
    "float", "force", "fulltext", "function", "generated", "get", "grouping", "groups", "high_priority",
    "hour_minute", "hour_second", "if", "ignore", "index", "infile", "inout", "insensitive", "insert", "int",
    "integer", "interval", "io_after_gtids", "iterate", "json_table", "key", "keys", "kill", "lag", "last_value",
    "lead", "leave", "linear", "lines", "load", "lock", "long", "longblob", "longtext", "loop", "low_priority",
    "match", "maxvalue", "mediumint", "mod", "modifies", "nth_value", "ntile", "numeric", "of", "optimize", "option",
    "optionally", "out", "outfile", "over", "partition", "percent_rank", "precision", "procedure", "purge", "range",
    "rank", "read", "reads", "real", "recursive", "regexp", "release", "rename", "repeat", "replace", "require",
    "resignal", "restrict", "return", "revoke", "rlike", "row", "row_number", "rows", "schema", "schemas",
    "sensitive", "separator", "set", "show", "signal", "smallint", "spatial", "specific", "sql", "ssl", "starting",
    "stored", "straight_join", "system", "terminated", "tinyint", "trigger", "undo", "unlock", "unsigned", "update",
    "usage", "use", "varchar", "varying", "virtual", "while", "write", "xor", "year_month", "zerofill",
];
