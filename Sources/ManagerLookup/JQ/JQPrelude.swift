/// What is put before every program, so that a mapping sees its context and nothing of the process.
///
/// libjq gives a program the process's environment, files of its search path, the standard error stream and a way to
/// halt; the environment holds the bridge's secrets. ``forbidden`` makes using them an error at load, and ``text``
/// takes them away even where the scanner could be fooled.
enum JQPrelude {
    /// Names that a mapping may not mention.
    static let forbidden: Set<String> = [
        "$ENV", "$__prog_args", "debug", "env", "get_search_list", "halt", "halt_error", "import", "include", "input",
        "input_filename", "input_line_number", "inputs", "modulemeta", "stderr",
    ]

    /// On one line without an end, so that jq's line numbers stay those of the program. Being an expression, it also
    /// leaves no place where `import` or `include` would be grammatical.
    ///
    /// `implode` is guarded since jq 1.6 aborts the whole process over an array of anything but code points.
    static let text: String = {
        let refused = [
            "debug", "env", "get_search_list", "halt", "halt_error", "halt_error(f)", "input", "input_filename",
            "input_line_number", "inputs", "modulemeta", "stderr",
        ]
        let definitions = refused.map { #"def \#($0): error("\#($0) is not available in a mapping"); "# }.joined()
        return definitions + """
            def _implode: implode; \
            def implode: if type == "array" and all(.[]; type == "number" and . == floor and \
            ((. >= 0 and . < 55296) or (. > 57343 and . <= 1114111))) then _implode \
            else error("implode needs an array of code points") end; {} as $ENV | {} as $__prog_args | \

            """
    }()
}
