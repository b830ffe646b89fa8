import Foundation

/// The programs of the build that this one belongs to.
enum BuiltPrograms {
    private static let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()

    /// This one.
    static let benchmark = own.path
    static let bridge = own.deletingLastPathComponent().appendingPathComponent("helpbridge").path
}
