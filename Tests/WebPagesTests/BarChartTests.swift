import Testing
import WebTestSupport

@testable import WebPages

@Suite("Bar charts")
struct BarChartTests {
    @Test(
        "The highest line has an even, round number that no bar goes beyond",
        arguments: [(0, 2), (1, 2), (2, 2), (3, 4), (5, 10), (10, 10), (11, 20), (41, 100), (999, 1000), (1001, 2000)])
    func ceiling(value: Int, expected: Int) {
        #expect(BarChart.ceiling(value) == expected)
    }
}
