// swift-tools-version: 6.2
// Saccade: spike and event streams in, optical flow out.

import PackageDescription

let package = Package(
  name: "saccade",
  products: [
    .library(name: "Tensors", targets: ["Tensors"]),
    .library(name: "Kernels", targets: ["Kernels"]),
    .library(name: "NeuralNetworks", targets: ["NeuralNetworks"]),
    .library(name: "Recordings", targets: ["Recordings"]),
    .library(name: "OpticalFlow", targets: ["OpticalFlow"]),
    .library(name: "Reports", targets: ["Reports"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
  ],
  targets: [
    // C libraries: one shim each, owned by one Swift module each.
    .systemLibrary(name: "CHDF5", pkgConfig: "hdf5-serial", providers: [.apt(["libhdf5-dev"])]),
    .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),

    // From the bottom of the house upwards; a target imports only what stands above it here.
    .target(name: "Tensors", dependencies: ["CZip"]),
    .target(
      name: "CKernels",
      exclude: [
        "Bodies.inc", "Correlation.inc", "Elementwise.inc", "NarrowConvolution.inc", "Sampling.inc",
        "SpikeIntegration.inc",
      ]),
    .target(name: "Kernels", dependencies: ["Tensors", "CKernels"]),
    .target(name: "NeuralNetworks", dependencies: ["Tensors", "Kernels"]),
    .target(name: "Recordings", dependencies: ["Tensors"]),
    .target(name: "Representations", dependencies: ["Tensors", "Recordings"]),
    .target(
      name: "Simulator", dependencies: ["Tensors", "CKernels", "Kernels", "Recordings"], path: "Simulator"),
    .target(name: "Datasets", dependencies: ["Tensors", "Recordings"], path: "Datasets"),
    .target(name: "OpticalFlow", dependencies: ["Tensors", "Kernels", "NeuralNetworks", "Recordings"]),
    .target(name: "Reports", dependencies: ["Tensors", "OpticalFlow"]),

    .target(name: "CMachineLimits", path: "Tools/Benchmarks/CMachineLimits"),
    .executableTarget(
      name: "bench",
      dependencies: [
        "Tensors", "Kernels", "NeuralNetworks", "Recordings", "OpticalFlow", "CMachineLimits",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tools/Benchmarks/Bench"),

    .testTarget(name: "TensorsTests", dependencies: ["Tensors"]),
    .testTarget(name: "KernelsTests", dependencies: ["Tensors", "Kernels"]),
  ],
  swiftLanguageModes: [.v6]
)
