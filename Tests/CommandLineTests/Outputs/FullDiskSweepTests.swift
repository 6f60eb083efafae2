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

  static let lines = [
    "convert ../events.npz out.csv", "convert ../events.npz out.txt", "convert ../events.npz out.npz",
    "convert ../events.npz out.npy", "convert ../events.npz out.h5", "convert ../events.npz out.h5 --to dsec",
    "convert ../events.npz out.hdf5", "convert ../events.npz out.raw",
    "convert ../events.npz out.raw --to prophesee-evt2",
    "convert ../events.npz out.dat", "convert ../events.npz out.aedat", "convert ../events.npz out.aedat2",
    "convert ../events.npz out.aedat4", "convert ../events.npz out.es", "convert ../events.npz out.bag",
    "convert ../events.npz out.mcap", "convert ../spikes_16x16.dat out.npz", "convert ../spikes_16x16.dat out.npy",
    "convert ../spikes_16x16.dat out_16x16.dat", "convert ../flow.npy out.flo", "convert ../flow.npy out.npz",
    "convert ../flow.npy out.h5", "convert ../flow.npy out.png --to kitti", "doctor ../events.npz --repair out.raw",
    "represent ../events.npz --kind voxel-grid:3 -o out.npz", "represent ../events.npz --kind voxel-grid:3 -o out.h5",
    "represent ../events.npz --kind voxel-grid:3 -o out.npy", "reconstruct ../spikes_16x16.dat -o out.npy",
    "reconstruct ../spikes_16x16.dat -o out.html", "reconstruct ../spikes_16x16.dat -o out.mp4",
    "render ../events.npz -o out.html", "render ../events.npz -o out.mp4 --window 5ms",
    "render ../events.npz -o out.gif --window 5ms", "render ../events.npz -o out.png",
    "flow ../spikes_16x16.dat --weights ../weights.npz --dt 5 -o out",
    "flow ../events.npz --model contrast --window 10ms -o out --format h5",
    "flow ../events.npz --model contrast --window 10ms -o out --format dsec",
    "evaluate flow --pred ../flow.npy --gt ../flow.npy --protocol plain --report out.html --output out.csv",
    "simulate spikes ../gray.npy -o out.npz --fps 100", "simulate events ../gray.npy -o out.aedat4 --fps 100",
    "scene spift -o out --size 48x32 --frames 40 --dt 10 --truth --events",
    "scene esim-2d -o out --size 48x32 --frames 700 --layout mvsec",
    "convert-model ../nir.nir -o out.safetensors",
  ]

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

  @Test(.enabled(if: canMount, "needs the right to mount a small disk"), arguments: lines)
  func `Whatever room is left, a writer writes all or nothing`(line: String) throws {
    let folder = try TemporaryFolder()
    let events = (0..<1500).map { (index: Int) -> Event in
      Event(
        timeMicroseconds: Int64(index * 20), x: UInt16(index * 37 % 48), y: UInt16(index * 91 % 32),
        isOn: index % 2 == 0)
    }
    _ = try folder.writeEvents(events, width: 48, height: 32)
    _ = try folder.writeGray(UInt8(90), width: 24, height: 16, frames: 8)
    _ = try folder.writeSpikes(width: 16, height: 16, frames: 60)
    _ = try folder.writeArchivedWeights()
    _ = try folder.writeFlow(u: 1, v: 2)
    _ = try folder.write(try fileBytes("\(Samples.datasetFolder)/Corpus/nir/nir.nir"), to: "nir.nir")
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
