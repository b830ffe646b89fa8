import Testing
import WebTestSupport

@testable import WebPages

@Suite("Bar charts")
struct BarChartTests {
    @Test(
        "A chart's highest line has an even, round number that no bar goes beyond",
        arguments: [(0, 2), (1, 2), (2, 2), (3, 4), (5, 10), (10, 10), (11, 20), (41, 100), (999, 1000), (1001, 2000)])
    func ceiling(value: Int, expected: Int) {
        #expect(BarChart.ceiling(value) == expected)
    }

    @Test(
        "A chart's time runs as the language is read: the first bar is where a line begins",
        arguments: [("en", true), ("fa", false)])
    func direction(code: String, beginsAtTheLeft: Bool) throws {
        let language = try #require(try TestSite.pages.get().languages[code])
        let bars = (1...3).map { BarChart.Bar(label: "\($0)", total: $0, part: 0) }
        let content = BarChart(bars: bars, language: language).content
        let places = try #require(content["bars"] as? [PageContent]).compactMap { $0["x"] as? Double }
        #expect(places == places.sorted { beginsAtTheLeft ? $0 < $1 : $0 > $1 } && places.count == 3)
        // The numbers stand beside the line's beginning, and no bar is in their place.
        let line = try #require((content["lines"] as? [PageContent])?.first)
        let (numbers, from) = (try #require(line["textX"] as? Double), try #require(line["from"] as? Double))
        #expect(beginsAtTheLeft ? numbers < from : numbers > from)
        #expect(places.allSatisfy { beginsAtTheLeft ? $0 > from : $0 < from })
    }
}
