// swift-tools-version: 6.2
// Saccade: spike and event streams in, optical flow out.

import PackageDescription

let package = Package(
  name: "saccade",
  products: [
    .executable(name: "saccade", targets: ["saccade"]),
    .library(name: "Files", targets: ["Files"]),
    .library(name: "Runtime", targets: ["Runtime"]),
    .library(name: "Tensors", targets: ["Tensors"]),
    .library(name: "Kernels", targets: ["Kernels"]),
    .library(name: "NeuralNetworks", targets: ["NeuralNetworks"]),
    .library(name: "Recordings", targets: ["Recordings"]),
    .library(name: "Representations", targets: ["Representations"]),
    .library(name: "OpticalFlow", targets: ["OpticalFlow"]),
    .library(name: "Reconstruction", targets: ["Reconstruction"]),
    .library(name: "SpikingNetworks", targets: ["SpikingNetworks"]),
    .library(name: "Media", targets: ["Media"]),
    .library(name: "Reports", targets: ["Reports"]),
    .library(name: "Simulator", targets: ["Simulator"]),
    .library(name: "Datasets", targets: ["Datasets"]),
    .library(name: "Workflows", targets: ["Workflows"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
  ],
  targets: [
    // C libraries: one shim each, owned by one Swift module each.
    .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
    .systemLibrary(name: "CBlosc", pkgConfig: "blosc", providers: [.apt(["libblosc-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CBZip2", providers: [.apt(["libbz2-dev"])]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CLZ4", pkgConfig: "liblz4", providers: [.apt(["liblz4-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CFreeType", pkgConfig: "freetype2", providers: [.apt(["libfreetype-dev"])]),

    // From the bottom of the house upwards; a target imports only what stands above it here.
    .target(name: "CSystem"),
    // Not a system library: libav is loaded when it is first needed, and no program is linked with it.
    .target(name: "CFFmpeg"),
    // Linked as an archive: Debian's shared library can read files over networks, too, which nobody here asks of it, and a
    // program that needs it loads 36 more.
    .target(
      name: "CHDF5",
      linkerSettings: [":libhdf5_serial.a", "sz", "z", "m"].map {
        .linkedLibrary($0, .when(platforms: [.linux]))
      }),
    .target(name: "Files", dependencies: ["CSystem", "CZip"]),
    .target(name: "CThreads"),
    .target(name: "CEarly"),
    .target(name: "Runtime", dependencies: ["CThreads", "CSystem"]),
    .target(
      name: "Tensors", dependencies: ["Files", "Runtime"],
      // What mathematics Foundation hands on is here, and nothing else that is linked may need it.
      linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),
    .target(
      name: "CKernels",
      // What Bodies.inc includes, for every instruction set anew.
      exclude: [
        "Bodies.inc", "Contrast", "Events", "Lanes", "Networks", "Pictures", "Scenes", "Spikes", "Text", "Training",
        "Words",
      ]),
    .target(name: "CEmbeddedWeights", exclude: ["drawn-digits.safetensors"]),
    .target(name: "CEmbeddedFont", exclude: ["DejaVuSans.ttf", "LICENSE"]),
    .target(name: "Kernels", dependencies: ["Files", "Runtime", "Tensors", "CKernels"]),
    .target(name: "NeuralNetworks", dependencies: ["Files", "Runtime", "Tensors", "CEmbeddedWeights", "Kernels"]),
    .target(name: "Recordings", dependencies: ["Files", "Runtime", "Tensors"]),
    .target(
      name: "Representations", dependencies: ["Files", "Runtime", "Tensors", "CKernels", "Kernels", "Recordings"]),
    .target(
      name: "OpticalFlow",
      dependencies: ["Files", "Runtime", "Tensors", "Kernels", "NeuralNetworks", "Recordings", "Representations"]),
    .target(
      name: "Reconstruction", dependencies: ["Tensors", "Kernels", "NeuralNetworks", "Representations"]),
    .target(
      name: "SpikingNetworks",
      dependencies: [
        "Files", "Runtime", "Tensors", "CEmbeddedWeights", "Kernels", "NeuralNetworks", "Recordings",
      ]),
    .target(name: "Media", dependencies: ["Files", "Tensors", "CFFmpeg"]),
    .target(
      name: "Reports",
      dependencies: [
        "Files", "Tensors", "CFreeType", "CEmbeddedFont", "Recordings", "OpticalFlow", "SpikingNetworks", "Media",
      ]),
    .target(
      name: "Simulator", dependencies: ["Runtime", "Tensors", "CKernels", "Kernels", "Recordings"], path: "Simulator"),
    .target(
      name: "Datasets",
      dependencies: [
        "Files", "Runtime", "Tensors", "CSystem", "CKernels", "Recordings", "Media", "CHDF5", "CBlosc", "CZlib", "CLZ4",
        "CZstd",
        "CBZip2", "CSQLite",
      ],
      path: "Datasets"),
    .target(
      name: "Workflows",
      dependencies: [
        "Files", "Runtime", "Tensors", "Kernels", "NeuralNetworks", "Recordings", "Representations", "OpticalFlow",
        "Reconstruction", "SpikingNetworks", "Media", "Reports", "Simulator", "Datasets",
        .product(name: "Yams", package: "Yams"),
      ]),
    .executableTarget(
      name: "saccade",
      dependencies: [
        "CEarly", "Files", "Runtime", "Kernels", "NeuralNetworks", "Recordings", "Representations", "OpticalFlow",
        "Reconstruction", "SpikingNetworks", "Reports", "Simulator", "Datasets", "Workflows",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tools/saccade"),

    .target(name: "CMachineLimits", path: "Tools/Benchmarks/CMachineLimits"),
    .target(name: "CAllocationCount", path: "Tools/Benchmarks/CAllocationCount"),
    .executableTarget(
      name: "bench",
      dependencies: [
        "Runtime", "Tensors", "Kernels", "NeuralNetworks", "Recordings", "Representations", "OpticalFlow",
        "Reconstruction", "SpikingNetworks", "Simulator", "Datasets", "CMachineLimits", "CAllocationCount",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tools/Benchmarks/Bench"),

    .executableTarget(
      name: "drawn-digits", dependencies: ["Files", "SpikingNetworks"], path: "Tools/Samples/DrawnDigits",
      exclude: ["training.yml"]),
    .executableTarget(
      name: "sample-clip", dependencies: ["Files", "Runtime", "Tensors", "Kernels", "Media", "Simulator"],
      path: "Tools/Samples/Generator"),

    .target(name: "TestSupport", path: "Tests/TestSupport"),
    // Datasets and networks that tests make, in the layouts of published ones.
    .target(
      name: "DatasetSamples",
      dependencies: [
        "Files", "Tensors", "NeuralNetworks", "Recordings", "SpikingNetworks", "Media", "Datasets", "TestSupport",
      ],
      path: "Tests/DatasetSamples"),
    .testTarget(name: "FilesTests", dependencies: ["Files", "TestSupport"]),
    .testTarget(name: "RuntimeTests", dependencies: ["CSystem", "Runtime", "TestSupport"]),
    .testTarget(
      name: "TensorsTests", dependencies: ["Files", "Tensors", "TestSupport"], resources: [.copy("Fixtures")]),
    .testTarget(name: "KernelsTests", dependencies: ["CKernels", "Tensors", "Kernels", "TestSupport"]),
    .testTarget(
      name: "NeuralNetworksTests", dependencies: ["Files", "Tensors", "Kernels", "NeuralNetworks", "TestSupport"]),
    .testTarget(name: "RecordingsTests", dependencies: ["Files", "Tensors", "Recordings", "TestSupport"]),
    .testTarget(
      name: "RepresentationsTests",
      dependencies: ["Tensors", "Kernels", "Recordings", "Representations", "Simulator", "TestSupport"]),
    .testTarget(
      name: "OpticalFlowTests",
      dependencies: ["Tensors", "Kernels", "NeuralNetworks", "Recordings", "OpticalFlow", "Datasets", "TestSupport"],
      // Read from where they lie.
      exclude: ["Fixtures"]),
    .testTarget(
      name: "ReconstructionTests",
      dependencies: [
        "Tensors", "Kernels", "NeuralNetworks", "Recordings", "Representations", "Reconstruction", "Datasets",
        "TestSupport",
      ]),
    .testTarget(
      name: "SpikingNetworksTests",
      dependencies: [
        "Files", "Runtime", "Tensors", "Kernels", "NeuralNetworks", "Recordings", "SpikingNetworks", "Datasets",
        "TestSupport",
      ],
      // Read from where they lie.
      exclude: ["Fixtures"]),
    .testTarget(name: "MediaTests", dependencies: ["Files", "Tensors", "Media", "TestSupport"]),
    .testTarget(
      name: "ReportsTests",
      dependencies: [
        "Tensors", "Kernels", "Recordings", "OpticalFlow", "SpikingNetworks", "Media", "Reports", "TestSupport",
      ]),
    .testTarget(
      name: "DatasetsTests",
      dependencies: [
        "Datasets", "Files", "Tensors", "CKernels", "Recordings", "Media", "CHDF5", "CSQLite", "TestSupport",
        "DatasetSamples",
      ],
      // Read from where they lie.
      exclude: ["Corpus", "Fixtures"]),
    .testTarget(
      name: "WorkflowsTests",
      dependencies: [
        "Files", "Tensors", "NeuralNetworks", "Recordings", "Representations", "OpticalFlow", "SpikingNetworks",
        "Media", "Reports", "Simulator", "Datasets", "Workflows", "TestSupport", "DatasetSamples",
      ]),
    .testTarget(
      name: "SimulatorTests",
      dependencies: ["CKernels", "Simulator", "Runtime", "Tensors", "Kernels", "Recordings", "TestSupport"]),
    // The examples of the README and the documentation, which Tools/extract-examples puts there to be compiled.
    .testTarget(
      name: "DocumentationTests",
      dependencies: [
        "Files", "Runtime", "Tensors", "Kernels", "NeuralNetworks", "Recordings", "Representations", "OpticalFlow",
        "Reconstruction", "SpikingNetworks", "Media", "Reports", "Simulator", "Datasets", "Workflows",
      ]),
    // These run built programs; the dependency on them sees to it that they are built.
    .testTarget(name: "BenchTests", dependencies: ["bench", "TestSupport"]),
    .testTarget(
      name: "CommandLineTests",
      dependencies: [
        "saccade", "Files", "Tensors", "Kernels", "NeuralNetworks", "Recordings", "OpticalFlow", "Reconstruction",
        "SpikingNetworks", "Media", "Datasets", "TestSupport", "DatasetSamples",
      ],
      // Read from where they lie.
      exclude: ["Fixtures"]),
  ],
  swiftLanguageModes: [.v6]
)
