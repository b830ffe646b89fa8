/// The code before every program, which hides everything of the process from a mapping.
///
/// libjq gives a program access to the process's environment, files of its search path, the standard error stream and a
/// way to halt; the environment contains the bridge's secrets. ``forbidden`` makes their use an error at load, and
/// ``text`` disables them even if the scanner is fooled.
enum JQPrelude {
    /// Names that a mapping must not mention.
    static let forbidden: Set<String> = [
        "$ENV", "$__prog_args", "debug", "env", "get_search_list", "halt", "halt_error", "import", "include", "input",
        "input_filename", "input_line_number", "inputs", "modulemeta", "stderr",
    ]

    /// A single line without a line feed, so that jq's line numbers are those of the program.
    ///
    /// Since it is an expression, `import` and `include` cannot follow it grammatically.
    ///
    /// `implode` is guarded because jq 1.6 aborts the whole process for an array of anything but code points.
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

    /// Functions that many mappings need, by name.
    ///
    /// - `given`: the value, or null where a CRM writes false, 0, "0" or an empty text, list or object for "none".
    /// - `is_id(x)`: whether two ids are the same, one of which may be a number and the other a text.
    /// - `is_email(x)`: whether two e-mail addresses are the same, ignoring case; false if either is missing.
    /// - `record_id`: the id in what a CRM writes for another record: `[7, "Sara"]`, `{"id": 7}` or 7.
    /// - `full_name`: the non-empty ones of several texts, joined by blanks; null if there are none.
    /// - `field(name)`: a member whose name may be in capitals or not.
    /// - `required(name)`: a member; ends the lookup as `invalid` if it is missing.
    /// - `folded`: a text as it is compared, however it was typed: without blanks, marks, hamzas, capitals and
    ///   Arabic yeh and kaf, with one heh.
    /// - `extension_number`: the extension in `+98 21 1234 ext 200`, `(ext 200)`, `sip:200@host` or
    ///   `PJSIP/200-0000001a`.
    /// - `help_title`, `help_text`: a line, and some lines, that tell people of a finished request; over the context of
    ///   a `report`.
    /// - `csv`: the lines of a comma-separated text as lists of texts.
    static let functions = [
        "given": #"""
        def given:
          if . == null or . == false or . == 0 or . == "0" or . == "" or . == [] or . == {} then null else . end;
        """#,
        "is_id": #"""
        def is_id(x):
          . as $one | x as $other | $one != null and $other != null and ($one | tostring) == ($other | tostring);
        """#,
        "is_email": #"""
        def is_email(x):
          . as $one | x as $other | ($one | type) == "string" and ($other | type) == "string" and $one != ""
          and ($one | ascii_downcase) == ($other | ascii_downcase);
        """#,
        "record_id": #"""
        def record_id:
          if type == "array" then .[0] elif type == "object" then (.id // .ID) else . end
          | if . == false or . == 0 or . == "0" or . == "" then null else . end;
        """#,
        "full_name": #"""
        def full_name:
          map(select(type == "string" or type == "number") | tostring | select(. != ""))
          | if . == [] then null else join(" ") end;
        """#,
        "field": #"""
        def field(name):
          (name | ascii_downcase) as $name | if type != "object" then null
          else [to_entries[] | select((.key | ascii_downcase) == $name) | .value] | .[0] end;
        """#,
        "required": #"""
        def required(name):
          name as $name | if type == "object" and has($name) then .[$name]
          else error("the answer has no \"\($name)\"") end;
        """#,
        "folded": #"""
        def folded:
          if type != "string" then null
          else .[:200] | gsub("[\\s\\p{Cf}\\p{Mn}\u0621\u0640]+"; "")
          | gsub("[يى\u0626]"; "ی") | gsub("ك"; "ک") | gsub("[ةھہ\u06c0\u06d5]"; "ه")
          | gsub("[\u0622\u0623\u0625]"; "ا") | gsub("\u0624"; "و") | ascii_downcase end;
        """#,
        "extension_number": #"""
        def extension_number:
          if type == "number" then tostring elif type != "string" then null
          else .[:200] | gsub("[\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"; "")
          | sub("^\\s+"; "") | sub("\\s+$"; "")
          | (capture("^(?:sips?:|(?:PJSIP|SIP|IAX2|Local|DAHDI)/)(?<n>[0-9]{1,20})(?:[-@/;]|$)"; "i")
             // capture("(?:(?<![a-z])(?:ext(?:ension|n)?|x)|#|داخل[یيى](?:\\s*شمار(?:ه[\u0654یي]?|\u06c0))?)"
               + "[.:=\\s\u00a0]{0,3}(?<n>[0-9۰-۹٠-٩]{1,20})[)\\]\\s.]*$"; "i")
             // {n: .}) | .n end;
        """#,
        "help_title": #"""
        def help_title:
          .request.operator as $number | (.operator.name // "") as $name
          | (if $name == "" or $name == $number then $number else "\($name) (\($number))" end) as $who
          | (if .request.urgency == "emergency" then "Emergency: " else "" end)
            + if .request.missed then "Nobody came to help \($who)" else "Help for \($who)" end;
        """#,
        "help_text": #"""
        def help_text:
          (.operator.name // "") as $name | (.route.name // "") as $route | .request
          | ["Operator: \([$name, .operator] | map(select(. != "")) | unique | join(" "))",
             "Route: \([.route, $route] | map(select(. != "")) | unique | join(" "))",
             (.customer | if . then "Customer: \(.)" else empty end),
             (.reason | if . then "Reason: \(.)" else empty end),
             (.manager | if . then "Helper: \([.name, .extension] | map(select(. != null)) | join(" "))" else empty end),
             "Outcome: \(.outcome)", "Asked: \(.createdAt)",
             (.waitSeconds | if . then "Waited: \(.) s" else empty end),
             (.talkSeconds | if . then "Talked: \(.) s" else empty end),
             (.attempts // [] | if . == [] then empty else "Rung: \(map("\(.extension) \(.result)") | join(", "))" end),
             "Request: \(.id)"] | join("\n");
        """#,
        // With a comma before each field no match is empty: libjq returns no groups for an empty match.
        "csv": #"""
        def csv:
          [gsub("\r"; "") | split("\n")[] | select(. != "")
           | if contains("\"") | not then split(",")
             else [",\(.)" | scan(",(?:\"((?:[^\"]|\"\")*)\"|([^,\"]*))")
                   | if .[0] != null then .[0] | gsub("\"\""; "\"") else .[1] end] end];
        """#,
    ]

    /// Returns the definitions of the functions that a program mentions, on a single line.
    static func definitions(for names: [String]) -> String {
        Set(names).sorted().compactMap { functions[$0] }.joined(separator: " ").replacing("\n", with: " ") + " "
    }
}
