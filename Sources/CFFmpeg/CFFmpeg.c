#include "include/shim.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

// Every function of libav that is called: its library, result and name, its parameters, and the same as arguments.
#define FUNCTIONS(F)                                                                                                   \
  F(CFFMPEG_UTILITIES, AVRational, av_d2q, (double value, int most), (value, most))                                    \
  F(CFFMPEG_UTILITIES, void, av_dict_free, (AVDictionary * *dictionary), (dictionary))                                 \
  F(CFFMPEG_UTILITIES, int, av_dict_set, (AVDictionary * *dictionary, const char *key, const char *value, int flags),  \
    (dictionary, key, value, flags))                                                                                   \
  F(CFFMPEG_UTILITIES, AVFrame *, av_frame_alloc, (void), ())                                                          \
  F(CFFMPEG_UTILITIES, void, av_frame_free, (AVFrame * *frame), (frame))                                               \
  F(CFFMPEG_UTILITIES, int, av_frame_get_buffer, (AVFrame * frame, int alignment), (frame, alignment))                 \
  F(CFFMPEG_UTILITIES, AVFrameSideData *, av_frame_get_side_data,                                                      \
    (const AVFrame *frame, enum AVFrameSideDataType type), (frame, type))                                              \
  F(CFFMPEG_UTILITIES, void, av_free, (void *memory), (memory))                                                        \
  F(CFFMPEG_UTILITIES, int, av_get_cpu_flags, (void), ())                                                              \
  F(CFFMPEG_UTILITIES, void, av_log_set_level, (int level), (level))                                                   \
  F(CFFMPEG_UTILITIES, int, av_opt_set_int, (void *object, const char *name, int64_t value, int flags),                \
    (object, name, value, flags))                                                                                      \
  F(CFFMPEG_UTILITIES, const AVPixFmtDescriptor *, av_pix_fmt_desc_get, (enum AVPixelFormat format), (format))         \
  F(CFFMPEG_UTILITIES, struct AVSHA *, av_sha_alloc, (void), ())                                                       \
  F(CFFMPEG_UTILITIES, void, av_sha_final, (struct AVSHA * context, uint8_t *digest), (context, digest))               \
  F(CFFMPEG_UTILITIES, int, av_sha_init, (struct AVSHA * context, int bits), (context, bits))                          \
  F(CFFMPEG_UTILITIES, void, av_sha_update, (struct AVSHA * context, const uint8_t *bytes, size_t count),              \
    (context, bytes, count))                                                                                           \
  F(CFFMPEG_UTILITIES, char *, av_strdup, (const char *text), (text))                                                  \
  F(CFFMPEG_UTILITIES, int, av_strerror, (int code, char *text, size_t count), (code, text, count))                    \
  F(CFFMPEG_CODECS, AVPacket *, av_packet_alloc, (void), ())                                                           \
  F(CFFMPEG_CODECS, void, av_packet_free, (AVPacket * *packet), (packet))                                              \
  F(CFFMPEG_CODECS, void, av_packet_rescale_ts, (AVPacket * packet, AVRational source, AVRational target),             \
    (packet, source, target))                                                                                          \
  F(CFFMPEG_CODECS, void, av_packet_unref, (AVPacket * packet), (packet))                                              \
  F(CFFMPEG_CODECS, AVCodecContext *, avcodec_alloc_context3, (const AVCodec *codec), (codec))                         \
  F(CFFMPEG_CODECS, const AVCodec *, avcodec_find_decoder, (enum AVCodecID codec), (codec))                            \
  F(CFFMPEG_CODECS, const AVCodec *, avcodec_find_encoder_by_name, (const char *name), (name))                         \
  F(CFFMPEG_CODECS, void, avcodec_free_context, (AVCodecContext * *context), (context))                                \
  F(CFFMPEG_CODECS, const char *, avcodec_get_name, (enum AVCodecID codec), (codec))                                   \
  F(CFFMPEG_CODECS, int, avcodec_open2, (AVCodecContext * context, const AVCodec *codec, AVDictionary **options),      \
    (context, codec, options))                                                                                         \
  F(CFFMPEG_CODECS, int, avcodec_parameters_from_context, (AVCodecParameters * target, const AVCodecContext *source),  \
    (target, source))                                                                                                  \
  F(CFFMPEG_CODECS, int, avcodec_parameters_to_context, (AVCodecContext * target, const AVCodecParameters *source),    \
    (target, source))                                                                                                  \
  F(CFFMPEG_CODECS, int, avcodec_receive_frame, (AVCodecContext * context, AVFrame *frame), (context, frame))          \
  F(CFFMPEG_CODECS, int, avcodec_receive_packet, (AVCodecContext * context, AVPacket *packet), (context, packet))      \
  F(CFFMPEG_CODECS, int, avcodec_send_frame, (AVCodecContext * context, const AVFrame *frame), (context, frame))       \
  F(CFFMPEG_CODECS, int, avcodec_send_packet, (AVCodecContext * context, const AVPacket *packet), (context, packet))   \
  F(CFFMPEG_CONTAINERS, int, av_find_best_stream,                                                                      \
    (AVFormatContext * context, enum AVMediaType type, int wanted, int related, const AVCodec **decoder, int flags),   \
    (context, type, wanted, related, decoder, flags))                                                                  \
  F(CFFMPEG_CONTAINERS, const AVInputFormat *, av_find_input_format, (const char *name), (name))                       \
  F(CFFMPEG_CONTAINERS, const AVOutputFormat *, av_guess_format,                                                       \
    (const char *name, const char *file, const char *kind), (name, file, kind))                                        \
  F(CFFMPEG_CONTAINERS, AVRational, av_guess_frame_rate, (AVFormatContext * context, AVStream *stream, AVFrame *frame), \
    (context, stream, frame))                                                                                          \
  F(CFFMPEG_CONTAINERS, int, av_interleaved_write_frame, (AVFormatContext * context, AVPacket *packet),                \
    (context, packet))                                                                                                 \
  F(CFFMPEG_CONTAINERS, int, av_probe_input_buffer2,                                                                   \
    (AVIOContext * input, const AVInputFormat **format, const char *url, void *log, unsigned start, unsigned most),    \
    (input, format, url, log, start, most))                                                                            \
  F(CFFMPEG_CONTAINERS, int, av_read_frame, (AVFormatContext * context, AVPacket *packet), (context, packet))          \
  F(CFFMPEG_CONTAINERS, int, av_write_trailer, (AVFormatContext * context), (context))                                 \
  F(CFFMPEG_CONTAINERS, AVFormatContext *, avformat_alloc_context, (void), ())                                         \
  F(CFFMPEG_CONTAINERS, int, avformat_alloc_output_context2,                                                           \
    (AVFormatContext * *context, const AVOutputFormat *format, const char *name, const char *file),                    \
    (context, format, name, file))                                                                                     \
  F(CFFMPEG_CONTAINERS, void, avformat_close_input, (AVFormatContext * *context), (context))                           \
  F(CFFMPEG_CONTAINERS, int, avformat_find_stream_info, (AVFormatContext * context, AVDictionary **options),           \
    (context, options))                                                                                                \
  F(CFFMPEG_CONTAINERS, void, avformat_free_context, (AVFormatContext * context), (context))                           \
  F(CFFMPEG_CONTAINERS, AVStream *, avformat_new_stream, (AVFormatContext * context, const AVCodec *codec),            \
    (context, codec))                                                                                                  \
  F(CFFMPEG_CONTAINERS, int, avformat_open_input,                                                                      \
    (AVFormatContext * *context, const char *url, const AVInputFormat *format, AVDictionary **options),                \
    (context, url, format, options))                                                                                   \
  F(CFFMPEG_CONTAINERS, int, avformat_write_header, (AVFormatContext * context, AVDictionary **options),               \
    (context, options))                                                                                                \
  F(CFFMPEG_CONTAINERS, int, avio_closep, (AVIOContext * *file), (file))                                               \
  F(CFFMPEG_CONTAINERS, void, avio_flush, (AVIOContext * file), (file))                                                \
  F(CFFMPEG_CONTAINERS, int, avio_open, (AVIOContext * *file, const char *url, int flags), (file, url, flags))         \
  F(CFFMPEG_CONTAINERS, int64_t, avio_size, (AVIOContext * file), (file))                                              \
  F(CFFMPEG_SCALING, struct SwsContext *, sws_alloc_context, (void), ())                                               \
  F(CFFMPEG_SCALING, void, sws_freeContext, (struct SwsContext * context), (context))                                  \
  F(CFFMPEG_SCALING, const int *, sws_getCoefficients, (int space), (space))                                           \
  F(CFFMPEG_SCALING, int, sws_init_context, (struct SwsContext * context, SwsFilter *source, SwsFilter *target),       \
    (context, source, target))                                                                                         \
  F(CFFMPEG_SCALING, int, sws_scale,                                                                                   \
    (struct SwsContext * context, const uint8_t *const source[], const int source_stride[], int first, int rows,       \
     uint8_t *const target[], const int target_stride[]),                                                              \
    (context, source, source_stride, first, rows, target, target_stride))                                              \
  F(CFFMPEG_SCALING, int, sws_setColorspaceDetails,                                                                    \
    (struct SwsContext * context, const int source[4], int source_full, const int target[4], int target_full,          \
     int brightness, int contrast, int saturation),                                                                    \
    (context, source, source_full, target, target_full, brightness, contrast, saturation))                             \
  F(CFFMPEG_FILTERS, AVFilterGraph *, avfilter_graph_alloc, (void), ())                                                \
  F(CFFMPEG_FILTERS, void, avfilter_graph_free, (AVFilterGraph * *graph), (graph))                                     \
  F(CFFMPEG_FILTERS, int, avfilter_graph_parse2,                                                                       \
    (AVFilterGraph * graph, const char *text, AVFilterInOut **inputs, AVFilterInOut **outputs),                        \
    (graph, text, inputs, outputs))                                                                                    \
  F(CFFMPEG_FILTERS, int, avfilter_graph_config, (AVFilterGraph * graph, void *log), (graph, log))                     \
  F(CFFMPEG_FILTERS, AVFilterContext *, avfilter_graph_get_filter, (AVFilterGraph * graph, const char *name),          \
    (graph, name))                                                                                                     \
  F(CFFMPEG_FILTERS, int, av_buffersrc_add_frame, (AVFilterContext * source, AVFrame *frame), (source, frame))         \
  F(CFFMPEG_FILTERS, int, av_buffersink_get_frame, (AVFilterContext * sink, AVFrame *frame), (sink, frame))            \
  F(CFFMPEG_DEVICES, void, avdevice_register_all, (void), ())

// Those whose form depends on the version.
#if LIBAVFORMAT_VERSION_INT >= AV_VERSION_INT(60, 15, 100)
#define VERSIONED_FUNCTIONS(F)                                                                                         \
  F(CFFMPEG_CODECS, const AVPacketSideData *, av_packet_side_data_get,                                                 \
    (const AVPacketSideData *data, int count, enum AVPacketSideDataType type), (data, count, type))
#else
#define VERSIONED_FUNCTIONS(F)                                                                                         \
  F(CFFMPEG_CONTAINERS, uint8_t *, av_stream_get_side_data,                                                            \
    (const AVStream *stream, enum AVPacketSideDataType type, size_t *count), (stream, type, count))
#endif

// Each is a call of what the library has under the name. They are hidden, so that libav's own calls go to libav.
#define FORWARD(library, result, name, parameters, arguments) \
  static __typeof__(&name) name##_there;                      \
  __attribute__((visibility("hidden"))) result name parameters { return name##_there arguments; }
FUNCTIONS(FORWARD)
VERSIONED_FUNCTIONS(FORWARD)

static const struct {
  enum cffmpeg_library library;
  const char *name;
  void *there;
} functions[] = {
#define ENTRY(library, result, name, parameters, arguments) {library, #name, (void *)&name##_there},
    FUNCTIONS(ENTRY) VERSIONED_FUNCTIONS(ENTRY)};

#define TEXT(x) #x
#define LITERAL(x) TEXT(x)
#ifdef __APPLE__
#define LIBRARY(name, major) {"lib" name "." LITERAL(major) ".dylib", "ffmpeg"}
#else
#define LIBRARY(name, major) {"lib" name ".so." LITERAL(major), "lib" name LITERAL(major)}
#endif

static const struct {
  const char *file, *package;
} libraries[] = {
    [CFFMPEG_UTILITIES] = LIBRARY("avutil", LIBAVUTIL_VERSION_MAJOR),
    [CFFMPEG_CODECS] = LIBRARY("avcodec", LIBAVCODEC_VERSION_MAJOR),
    [CFFMPEG_CONTAINERS] = LIBRARY("avformat", LIBAVFORMAT_VERSION_MAJOR),
    [CFFMPEG_SCALING] = LIBRARY("swscale", LIBSWSCALE_VERSION_MAJOR),
    [CFFMPEG_FILTERS] = LIBRARY("avfilter", LIBAVFILTER_VERSION_MAJOR),
    [CFFMPEG_DEVICES] = LIBRARY("avdevice", LIBAVDEVICE_VERSION_MAJOR),
};
enum { LIBRARY_COUNT = sizeof libraries / sizeof libraries[0] };

const char *cffmpeg_file(enum cffmpeg_library library) { return libraries[library].file; }
const char *cffmpeg_package(enum cffmpeg_library library) { return libraries[library].package; }

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int is_loaded[LIBRARY_COUNT];
static char problems[LIBRARY_COUNT][256];

static void load(enum cffmpeg_library library) {
  void *handle = dlopen(libraries[library].file, RTLD_LAZY | RTLD_LOCAL);
  if (!handle) {
    const char *reason = dlerror();
    snprintf(problems[library], sizeof problems[library], "%s", reason ? reason : "no reason is given");
    return;
  }
  for (size_t index = 0; index < sizeof functions / sizeof functions[0]; index += 1) {
    if (functions[index].library != library) continue;
    void *there = dlsym(handle, functions[index].name);
    memcpy(functions[index].there, &there, sizeof there);
    if (!there) snprintf(problems[library], sizeof problems[library], "it has no %s", functions[index].name);
  }
  if (library == CFFMPEG_DEVICES && !problems[library][0]) avdevice_register_all();
}

const char *cffmpeg_load(enum cffmpeg_library library) {
  pthread_mutex_lock(&lock);
  if (!is_loaded[library]) {
    load(library);
    is_loaded[library] = 1;
  }
  pthread_mutex_unlock(&lock);
  return problems[library][0] ? problems[library] : NULL;
}
