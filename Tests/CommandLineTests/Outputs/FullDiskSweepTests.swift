import Foundation
import Recordings
import TestSupport
import Testing

/// Every writer on a disk that is nearly full: with 4 KB left, with 8 KB, and so on, until what it writes fits.
///
/// `Tools/Fuzz/fill` goes through all steps; the suite takes two of each.
@Suite struct FullDiskSweepTests {
  private static let canMount = Program.shellSucceeds(
    "mkdir disk && unshare -m mount -t tmpfs -o size=1m tmpfs disk 2>/dev/null")
  private static let diskKilobytes = 2048
  /// The steps between two runs, of 4 KB each; nil for two runs a line.
  private static let stride = ProcessInfo.processInfo.environment["SACCADE_FILL_STRIDE"].flatMap(Int.init)
  private static let program = ProcessInfo.processInfo.environment["SACCADE_FILL_PROGRAM"] ?? Program.path

  /// Runs the line with more and more room until it succeeds twice; prints what went wrong, one line each.
  private static let script = """
    mount -t tmpfs -o size=\(diskKilobytes)k tmpfs disk && cd disk || exit 99
    room=4; done=0
    while [ $room -le \(diskKilobytes) ] && [ $done -lt 2 ]; do
      head -c $((\(diskKilobytes) - room))K /dev/zero > filling
      "$program" "$@" > ../output 2> ../errors; status=$?
      rm filling
      left=$(ls -A); count=$(grep -c '^error: ' ../errors)
      case $status in
        0) done=$((done + 1)) ;;
        74) done=0
          [ -z "$left" ] || echo "$room KB: it left $left"
          [ "$count" = 1 ] || echo "$room KB: $count errors: $(cat ../errors)" ;;
        *) echo "$room KB: status $status: $(cat ../errors)" ;;
      esac
      case $left in *.part*) echo "$room KB: it left $left" ;; esac
      rm -rf out*
      room=$((room + 4 * stride))
    done
    [ $done -gt 0 ] || [ -n "$partly" ] || echo "it never succeeded: $(cat ../errors)"
    """

  @Test(.enabled(if: canMount, "needs the right to mount a small disk"), arguments: WriterLines.all)
  func `Whatever room is left, a writer writes all or nothing`(line: String) throws {
    let folder = try TemporaryFolder()
    try WriterLines.writeInputs(to: folder)
    try FileManager.default.createDirectory(atPath: folder.file("disk"), withIntermediateDirectories: true)
    _ = try folder.write(Array(Self.script.utf8), to: "script")
    // 4 KB, and then 1 MB, which is enough or, for the largest, is not.
    let stride = Self.stride ?? 256
    let words = line.split(separator: " ").map { "'\($0)'" }.joined(separator: " ")
    let run = try Program.shell(
      "program='\(Self.program)' stride=\(stride) partly=\(Self.stride == nil ? "yes" : "") "
        + "exec unshare -m sh script \(words)", in: folder)
    #expect(run.status == 0 && run.output.isEmpty, "\(line): \(run.output)\(run.errors)")
  }
}
