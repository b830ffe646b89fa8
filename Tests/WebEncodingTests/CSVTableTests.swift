import Testing
import WebEncoding

@Suite("Tables of CSV")
struct CSVTableTests {
    @Test("Tables of spreadsheets are read, with quotes and line breaks in them")
    func tables() {
        #expect(
            CSVTable("a,b\r\n\"c \"\"d\"\", e\",f\n\n").rows.map(\.cells) == [["a", "b"], ["c \"d\", e", "f"]])
        #expect(CSVTable("\u{FEFF}a;b\nc;d").rows.map(\.cells) == [["a", "b"], ["c", "d"]])
        #expect(CSVTable("a\tb").rows.map(\.cells) == [["a", "b"]])
        let broken = CSVTable("1,\"two\nlines\"\n2,x")
        #expect(broken.rows.map(\.line) == [1, 3])
        #expect(broken.rows[0].cells == ["1", "two\nlines"])
        #expect(CSVTable("").rows.isEmpty)
        #expect(CSVTable("\"never closed").rows.map(\.cells) == [["never closed"]])
    }

    @Test("Persian commas and semicolons separate cells where nothing else does")
    func persianSeparators() {
        #expect(CSVTable("الف،ب\n۱،۲").rows.map(\.cells) == [["الف", "ب"], ["۱", "۲"]])
        #expect(CSVTable("الف؛ب، پ؛ت").rows.map(\.cells) == [["الف", "ب، پ", "ت"]])
        #expect(CSVTable("a,b، c").rows.map(\.cells) == [["a", "b، c"]])
        #expect(CSVTable("اپراتورها، فروش\n101,علی").rows.map(\.cells) == [["اپراتورها، فروش"], ["101", "علی"]])
    }

    @Test(
        "A mark at the beginning of a cell of a table does not hide what stands before it",
        arguments: [
            ("410,\u{200C}a,s", ["410", "a", "s"]), ("410;a\u{200D};\u{200E}s", ["410", "a", "s"]),
            ("410,\u{64E}a,s", ["410", "\u{64E}a", "s"]), ("410,\u{200F}\"a,b\",s", ["410", "a,b", "s"]),
            ("410,می\u{200C}رود,s", ["410", "می\u{200C}رود", "s"]),
        ])
    func marks(_ line: String, cells: [String]) {
        #expect(CSVTable("\(line)\r\n\u{200C}x").rows.map(\.cells) == [cells, ["x"]])
        #expect(CSVTable("sep=\(line.contains(";") ? ";" : ",")\n\(line)").rows.map(\.cells) == [cells])
    }

    @Test(
        "A table that names its separator is read with that, and its lines are counted from there",
        arguments: ["\n", "\r\n"])
    func namedSeparator(_ end: String) {
        let table = CSVTable("\u{FEFF}SEP=;\(end)a;b,c\(end)\(end)d;\"e\"")
        #expect(table.rows.map(\.cells) == [["a", "b,c"], ["d", "e"]])
        #expect(table.rows.map(\.line) == [2, 4])
    }
}
