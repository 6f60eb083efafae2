import Files
import Recordings

/// All there is to say of one format of events, said once, beside its decoder.
///
/// ``EventFormat/definition`` lists them. A new format is a case of ``EventFormat``, its line in that list, and a folder
/// with its definition, its decoder and its encoder; readers, writers, help texts, tests and fuzzers take it from there.
struct EventFormatDefinition: Sendable {
  /// Makes the writer of a file.
  typealias Creation =
    @Sendable (
      _ path: String, _ compression: EventCompression?, _ options: EventWriteOptions
    ) throws -> any EventSink

  /// Opens a file for its pictures and inertial samples.
  typealias SampleOpening =
    @Sendable (
      _ file: InputFile, _ contents: SampleContents, _ options: EventReadOptions
    ) throws -> any SampleSource

  /// What it is, in words: `Prophesee RAW, EVT2`.
  let title: String
  /// Tells its files from others.
  let family: any EventFormatFamily.Type
  /// The endings that names of its files have, the usual one first.
  let endings: [String]
  /// Those of ``endings`` that stand for it where a file is written and no format is named. No two formats share one.
  let impliedBy: [String]
  /// Whether it is read from front to back, so that it may come through a pipe or grow while it is read.
  let isSequential: Bool
  /// After how long its clock begins anew, or nil where its times are absolute.
  let clockPeriodMicroseconds: Int64?
  /// Whether the unit of its times is known, be it from the format or from what each file says.
  let hasUnitOfTime: Bool
  /// The bytes that an event takes at least; 1 where one byte may be many.
  let leastBytesPerEvent: Int
  /// Whether recorders cut a recording into several files; else each file is a recording of its own.
  let mayBeSegmented: Bool
  /// Whether a file may hold several recordings, of which a topic names one.
  let hasTopics: Bool
  /// Whether other files may be taken for it, such as a list of times beside a recording.
  let isMistakable: Bool
  /// How long a true flow leads in the data set that the format is of; nil where it is of none, or has several.
  let flowPeriodMicroseconds: Int64?
  /// Whether it is written from front to back, so that it may go to standard output or a pipe.
  let streamsOut: Bool
  /// The ways of compression that a file may have, its usual one first; none where there is no choice.
  let compressions: [EventCompression]
  /// Opens a file.
  let open: @Sendable (_ file: InputFile, _ options: EventReadOptions) throws -> any EventFileSource
  /// Opens what a file carries beside events and triggers; nil where the format holds nothing else.
  let samples: SampleOpening?
  /// Whether they lie in other files beside.
  let samplesLieBeside: Bool
  /// Whether its writer is a `SampleSink`.
  let holdsSamples: Bool
  /// Starts a file; nil where the format is only read.
  let create: Creation?

  init(
    _ title: String, family: any EventFormatFamily.Type, endings: [String], impliedBy: [String] = [],
    isSequential: Bool, clockPeriodMicroseconds: Int64? = nil, hasUnitOfTime: Bool = true, leastBytesPerEvent: Int = 1,
    mayBeSegmented: Bool = true, isMistakable: Bool = false, hasTopics: Bool = false,
    flowPeriodMicroseconds: Int64? = nil,
    streamsOut: Bool = false, compressions: [EventCompression] = [],
    open: @escaping @Sendable (_ file: InputFile, _ options: EventReadOptions) throws -> any EventFileSource,
    samples: SampleOpening? = nil, samplesLieBeside: Bool = false, holdsSamples: Bool = false,
    create: Creation?
  ) {
    self.title = title
    self.family = family
    self.endings = endings
    self.impliedBy = impliedBy
    self.isSequential = isSequential
    self.clockPeriodMicroseconds = clockPeriodMicroseconds
    self.hasUnitOfTime = hasUnitOfTime
    self.leastBytesPerEvent = leastBytesPerEvent
    self.mayBeSegmented = mayBeSegmented
    self.isMistakable = isMistakable
    self.hasTopics = hasTopics
    self.flowPeriodMicroseconds = flowPeriodMicroseconds
    self.streamsOut = streamsOut
    self.compressions = compressions
    self.open = open
    self.samples = samples
    self.samplesLieBeside = samplesLieBeside
    self.holdsSamples = holdsSamples
    self.create = create
  }
}
