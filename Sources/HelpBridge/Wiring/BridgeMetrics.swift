import Foundation
import Glibc
import HelpDesk
import ManagerLookup
import WebAPI
import WebServer

/// The metrics of all parts, and those measured on request: the disk, and the requests not stored yet.
struct BridgeMetrics: MetricsSource {
    let recorded: any MetricsSource
    /// The path of the database; `nil` if it is on a server, whose disk is not visible from here.
    let database: String?
    let helpDesk: HelpDeskService
    let callCenter: any CallCenterSource

    func text() -> String {
        let callCenter = callCenter.current
        HelpRequestCounters.prepare(for: callCenter)
        LookupCounters.prepare(for: callCenter)
        HTTPRequestTimer.prepare()
        var text = recorded.text()
        if let disk = database.flatMap(DiskSpace.init) {
            text += PrometheusText.gauge("helpbridge_disk_free_bytes", disk.free)
            text += PrometheusText.gauge("helpbridge_disk_size_bytes", disk.size)
        }
        return text + PrometheusText.gauge("helpbridge_requests_not_stored", Double(helpDesk.requestsNotStored))
    }
}

/// The disk of a file, from statvfs(3), which reads the file system's in-memory state.
struct DiskSpace: Equatable {
    /// The bytes available to unprivileged programs.
    var free: Double
    /// The size in bytes.
    var size: Double

    /// - Returns: `nil` if the file's folder does not exist.
    init?(of file: String) {
        var status = statvfs()
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent().path
        guard statvfs(folder, &status) == 0 else { return nil }
        free = Double(status.f_bavail) * Double(status.f_frsize)
        size = Double(status.f_blocks) * Double(status.f_frsize)
    }
}
