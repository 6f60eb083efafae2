import CFFmpeg
import Files

/// Owns an `AVFilterGraph` with a source, one filter and a sink.
final class FilterGraph {
  private let functions: cffmpeg_filters
  private let graph: UnsafeMutablePointer<AVFilterGraph>
  private let source: UnsafeMutablePointer<AVFilterContext>
  private let sink: UnsafeMutablePointer<AVFilterContext>
  private let name: String

  /// libavfilter, loaded once a process; nil where it is missing.
  private static let library: cffmpeg_filters? = {
    var functions = cffmpeg_filters()
    return cffmpeg_load_filters(&functions) == 0 ? nil : functions
  }()

  /// Makes a graph.
  ///
  /// - Parameters:
  ///   - source: The options of the source: size, format and clock of the pictures.
  ///   - filter: The filter with its options.
  ///   - name: The filter's name, for errors.
  init(source: String, filter: String, name: String) throws {
    LibAV.prepare()
    guard let functions = Self.library else {
      throw FileError(
        .missingPart, path: String(cString: cffmpeg_filter_library()),
        problem: "the library of filters cannot be loaded", remedy: "install the package libavfilter8")
    }
    var opened = functions.graph_alloc()
    guard let graph = opened else { throw LibAV.outOfMemory(path: name) }
    var inputs: UnsafeMutablePointer<AVFilterInOut>?
    var outputs: UnsafeMutablePointer<AVFilterInOut>?
    let text = "buffer=\(source),\(filter),buffersink"
    var code = functions.graph_parse2(graph, text, &inputs, &outputs)
    if code >= 0 { code = functions.graph_config(graph, nil) }
    // Filters of a text are named by their place in it.
    guard code >= 0, let first = functions.graph_get_filter(graph, "Parsed_buffer_0"),
      let last = functions.graph_get_filter(graph, "Parsed_buffersink_2")
    else {
      functions.graph_free(&opened)
      throw FileError(.missingPart, path: name, problem: "libavfilter has no such filter, or another kind of it")
    }
    (self.functions, self.graph, self.name) = (functions, graph, name)
    (self.source, sink) = (first, last)
  }

  deinit {
    var closing: UnsafeMutablePointer<AVFilterGraph>? = graph
    functions.graph_free(&closing)
  }

  /// Puts in a picture, or the end as nil.
  func put(_ frame: FrameHandle?) throws {
    try LibAV.check(
      functions.source_add_frame(source, frame?.pointer), "filtering", path: name, kind: .inputOutput)
  }

  /// Takes the next picture; nil where none is ready or all have been taken.
  func take() throws -> FrameHandle? {
    let frame = try FrameHandle(path: name)
    let code = functions.sink_get_frame(sink, frame.pointer)
    if code == LibAV.again || code == LibAV.end { return nil }
    try LibAV.check(code, "filtering", path: name, kind: .inputOutput)
    return frame
  }
}
