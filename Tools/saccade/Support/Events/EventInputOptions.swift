import ArgumentParser
import Datasets
import Recordings
import Workflows

extension TimeUnit: ExpressibleByArgument {}

/// What a user may have to say about a recording of events, beside its format and size.
struct EventInputOptions: ParsableArguments {
  @Option(
    help: """
      The unit of time in files that do not state it (default: microseconds for whole numbers, nanoseconds for those as \
      large as since 1970, seconds for numbers with fractions; what can be read two ways needs it).
      """)
  var timeUnit: TimeUnit?

  @Option(
    help: ArgumentHelp(
      """
      The names of the columns in files that call them otherwise, or their numbers from 1 in text; alone it says that a \
      file holds events.
      """, valueName: "t,x,y,p"))
  var columns: String?

  @Option(
    help: ArgumentHelp("Which recording of a file is read: a bag's topic, a stream of AEDAT 4, a camera of MVSEC."))
  var topic: String?

  @Flag(help: "Wait for more at the end of a file that is still written, until Ctrl-C.")
  var follow = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("With --follow: stop after so long without anything new.", valueName: "time"))
  var idle: TimeArgument?

  func validate() throws {
    if let columns, columns.split(separator: ",", omittingEmptySubsequences: false).count != 4 {
      throw ValidationError("--columns needs four names with commas between, not \(columns)")
    }
    if idle != nil && !follow { throw ValidationError("--idle goes with --follow") }
  }

  /// A recording as a job takes it.
  func recording(_ path: String, _ spikes: SpikeInputOptions, threads: Int) -> EventRecording {
    EventRecording(
      path: path, format: spikes.from.flatMap(\.events), size: spikes.size?.size,
      options: readOptions(size: spikes.size, threads: threads))
  }

  /// The options of the reader.
  func readOptions(size: SizeArgument?, threads: Int) -> EventReadOptions {
    EventReadOptions(
      size: size.map { ($0.geometry.width, $0.geometry.height) }, timeUnit: timeUnit,
      columnNames: columns.map { $0.split(separator: ",").map(String.init) }, topic: topic, following: following,
      threads: threads)
  }

  private var following: EventFollowing? {
    guard follow else { return nil }
    Interruption.endFollowingFirst()
    Console.note("note: following the input while it grows; Ctrl-C ends it")
    return EventFollowing(idleSeconds: idle.map { Double($0.microseconds) / 1e6 }) { Interruption.followingIsOver }
  }
}

extension EventCompression: ExpressibleByArgument {}
