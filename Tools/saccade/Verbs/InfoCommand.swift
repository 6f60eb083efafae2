import ArgumentParser
import Datasets
import Files
import Recordings
import Workflows

/// `saccade info`: what a recording or a dataset is, or what the program computes with on this machine.
struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Say what a recording of spikes or events is: format, size, length; or what dataset a folder holds.",
    discussion: """
      A folder with a ROS 2 bag or the segments of one recording is one recording; - is \
      standard input. Events are counted by reading the recording to its end. Where the \
      file does not say the sensor's size, it is --size or the smallest usual one that \
      holds every event. Triggers, and the frames and samples of an inertial unit (imu) that \
      a file carries beside events, are counted with the times of the first and the last: of \
      AEDAT 2, 3.1 and 4, bags, MVSEC and DSEC. Of a pipe only triggers are.

      A folder of several recordings is listed. Folders of MVSEC, DSEC, N-MNIST and N-Caltech101 are told by their layout: splits, \
      classes or sequences, number of recordings, bytes, and what is missing. So are folders \
      of scenes of a spiking camera, as PHM and SPIFT: recordings, and fields of flow by dt;
      and data sets for classification: files and folders of MNIST and CIFAR, folders of \
      pictures or recordings by class, DVS Gesture.

      --system tells of the machine instead: the instruction set, threads and BLAS library \
      in use, and who chose them. SACCADE_BLAS=/path/lib.so takes another library with \
      CBLAS, SACCADE_BLAS_CORETYPE=NAME other kernels of OpenBLAS.

      EXAMPLES
        saccade info car_400x250.dat
        saccade info recording.raw --json
        saccade info - < recording.raw
        saccade info recording.dat --size 400x250 --json
        saccade info N-MNIST
        saccade info --system
      """)

  @Argument(help: ArgumentHelp("The recording, or the folder of a dataset.", valueName: "file"), completion: .file())
  var file: String?

  @Flag(help: "Tell of this machine, and of the libraries and instructions in use, instead of a file.")
  var system = false

  @OptionGroup var spikes: SpikeInputOptions
  @OptionGroup var events: EventInputOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if file == nil && !system { throw ValidationError("Missing expected argument '<file>'") }
    if file != nil && system { throw ValidationError("--system goes without a file") }
  }

  func run() throws {
    Console.configure(common)
    guard let file else {
      return try SystemSurvey(version: Version.current, threads: common.threadCount).runOnConsole().show(common)
    }
    if spikes.from == nil, let dataset = try EventDataset(folder: file) {
      return try DatasetSurvey(dataset).runOnConsole().show(common)
    }
    if spikes.from == nil, let scenes = try SpikeFlowDataset(folder: file) {
      return try SceneSurvey(scenes).runOnConsole().show(common)
    }
    if spikes.from == nil, let folder = try RecordingFolder(file), folder.lieOnTop { return try folder.show(common) }
    if spikes.from == nil, let format = try ClassificationFacts.format(of: file) {
      let facts = try ClassificationFacts(file, format: format)
      return common.json ? try JSON.printObject(facts) : try Console.say(facts.text)
    }
    switch try recordingFormat(of: file) {
    case .spikes: try SpikeSurvey(try spikes.recording(file)).runOnConsole().show(common)
    case .flow(let format): throw RecordingFormat.refuseFlow(format, file)
    case .events, nil:
      try EventSurvey(events.recording(file, spikes, threads: common.threadCount)).runOnConsole().show(common)
    }
  }

  /// The format as the user or the content says; nil where a pipe tells it only when it is read.
  private func recordingFormat(of file: String) throws -> RecordingFormat? {
    do {
      return try spikes.from ?? RecordingFormat.detect(file, events)
    } catch let error as FileError where EventDataset.isFolder(file) {
      let known = EventDatasetLayout.allCases.map { "\($0.title) (\($0.signature))" }.joined(separator: ", ")
      throw FileError(
        .badContent, path: file, problem: error.problem,
        remedy: "folders of ROS 2 bags, of a recording's segments, and of these datasets are known: \(known), "
          + "scenes of a spiking camera (SCENE/test.dat)")
    }
  }
}
