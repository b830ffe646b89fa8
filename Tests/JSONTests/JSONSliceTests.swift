import JSON
import Testing

@Suite("Parts of a JSON text")
struct JSONSliceTests {
    private func slice(_ text: String) throws -> JSONSlice {
        try #require(JSONSlice(Array(text.utf8)))
    }

    @Test("Members of a JSON text are found by their names, whatever stands around them")
    func members() throws {
        let json = try slice(
            """
             { "a" : {"b":"}","c":[{"d":"x"}, 2]} , "b":"y","n": -12 ,"yes":true,"nothing":null,
             "a":"second", "list":["first",[],{}] }
            """)
        #expect(json["b"]?.text == "y")
        #expect(json["a"]?["b"]?.text == "}")
        #expect(json["a"]?["c"]?.first?["d"]?.text == "x")
        #expect(json["n"]?.integer == -12)
        #expect(json["list"]?.first?.text == "first")
        // Of a name that is there twice, the first one.
        #expect(json["a"]?.text == nil)
        for name in ["d", "c", "", "y", "second", "yes\":true,\"nothing"] { #expect(json[name] == nil, "\(name)") }
        #expect(json["yes"]?.text == nil && json["yes"]?.integer == nil && json["nothing"]?["b"] == nil)
    }

    @Test("The elements of a JSON array are read one by one; what is no array has none")
    func elements() throws {
        #expect(try slice(#" [ "a", {"b":"c,]"} ,["d"],5 ] "#).elements?.count == 4)
        #expect(try slice(#"["a",{"b":"c,]"}]"#).elements?.last?["b"]?.text == "c,]")
        #expect(try slice("[ ]").elements?.isEmpty == true)
        for text in ["{}", "5", #""[]""#, "null", "[1 2]", "[1,]", "[,1]", "[1,2}"] {
            #expect(JSONSlice(Array(text.utf8))?.elements == nil, "\(text)")
        }
    }

    @Test("Texts in JSON are read as they are meant")
    func texts() throws {
        #expect(try slice(#""a \"b\" \\ é \n""#).text == "a \"b\" \\ é \n")
        #expect(try slice(#"{"name":"علی \u0631","x":"\\","y":"z"}"#)["name"]?.text == "علی ر")
        #expect(try slice(#"{"x":"\\","y":"z"}"#)["y"]?.text == "z")
        #expect(JSONSlice([0x22, 0xFF, 0x22])?.text == nil)
    }

    @Test(
        "What is no whole JSON value is none",
        arguments: ["", " ", "{", #"{"a":1"#, #"{"a":"x}"#, #""a\"#, "{} {}", "]", ",", "[1,2", #"["]"#])
    func cut(text: String) {
        #expect(JSONSlice(Array(text.utf8)) == nil)
    }

    @Test(
        "JSON that is no object has no members, and a broken one none behind the fault",
        arguments: ["[]", "1", #""a""#, "{}", #"{a:1,"b":2}"#, #"{"a","b":2}"#, #"{"a":,"b":2}"#, #"{"a":1 "b":2}"#])
    func noMembers(text: String) throws {
        let json = try slice(text)
        #expect(json["b"] == nil)
        #expect(json.first == nil)
    }
}
