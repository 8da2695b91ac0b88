// What the peers in C++ share: they are given a file of columns, and then told on standard input what to do.
//
//   time JOB PASSES   does the job PASSES times and answers the CPU nanoseconds that it took
//   write JOB PATH    does the job once and writes its answers to PATH
//
// Every answer is one line; a line that begins with "error" says what was wrong. Numbers in files are
// float64 as the machine holds them. A file of columns begins with how many there are.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <new>
#include <sstream>
#include <stdexcept>
#include <string>
#include <time.h>
#include <vector>

/** Memory that begins at a cache line, since a vector register that spans two of them is loaded twice. */
template <class T>
struct Aligned {
  using value_type = T;

  Aligned() = default;
  template <class Other>
  Aligned(const Aligned<Other>&) {}

  T* allocate(std::size_t count) {
    void* memory = std::aligned_alloc(64, (count * sizeof(T) + 63) / 64 * 64);
    if (memory == nullptr) throw std::bad_alloc();
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, std::size_t) { std::free(memory); }
  bool operator==(const Aligned&) const { return true; }
  bool operator!=(const Aligned&) const { return false; }
};

/**
 * Columns of float64. They lie an odd number of cache lines apart, or columns of 2^n rows would all fall into
 * the same few lines of the cache and drive each other out.
 */
struct Table {
  std::size_t columns = 0, rows = 0, stride = 0;
  std::vector<double, Aligned<double>> numbers;

  void shape(std::size_t howMany, std::size_t ofRows) {
    constexpr std::size_t line = 64 / sizeof(double);
    columns = howMany;
    rows = ofRows;
    stride = ((rows + line - 1) / line | 1) * line;
    numbers.assign(columns * stride, 0.0);
  }

  const double* operator[](std::size_t column) const { return numbers.data() + column * stride; }
  double* operator[](std::size_t column) { return numbers.data() + column * stride; }
};

/** One pass of a job. It leaves its answers where the job was told to. */
using Pass = std::function<void()>;
/** Prepares what is not to be timed, and answers the pass. */
using Job = std::function<Pass(const Table&, Table& answers)>;

inline Table readTable(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) throw std::runtime_error("cannot read " + path);
  const auto numbers = static_cast<std::size_t>(file.tellg()) / sizeof(double);
  double columns = 0;
  file.seekg(0);
  file.read(reinterpret_cast<char*>(&columns), sizeof(double));
  if (!(columns > 0)) throw std::runtime_error("no columns in " + path);
  Table table;
  table.shape(static_cast<std::size_t>(columns), (numbers - 1) / static_cast<std::size_t>(columns));
  const auto bytes = static_cast<std::streamsize>(table.rows * sizeof(double));
  for (std::size_t i = 0; i < table.columns; ++i) file.read(reinterpret_cast<char*>(table[i]), bytes);
  if (!file) throw std::runtime_error("too little in " + path);
  return table;
}

inline void writeTable(const Table& table, const std::string& path) {
  std::ofstream file(path, std::ios::binary);
  const auto bytes = static_cast<std::streamsize>(table.rows * sizeof(double));
  for (std::size_t i = 0; i < table.columns; ++i) file.write(reinterpret_cast<const char*>(table[i]), bytes);
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path);
}

/** CPU time of this thread. */
inline long long cpuNanos() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<long long>(now.tv_sec) * 1000000000LL + now.tv_nsec;
}

/** A job that has been asked for, with its answers. */
struct Prepared {
  Table answers;
  Pass pass;
};

inline std::string obey(const std::string& line, const Table& table, const std::map<std::string, Job>& jobs,
                        std::map<std::string, Prepared>& prepared) {
  std::istringstream words(line);
  std::string verb, name, argument;
  words >> verb >> name >> argument;
  Prepared& job = prepared[name];
  if (!job.pass) job.pass = jobs.at(name)(table, job.answers);
  if (verb == "time") {
    const int passes = std::stoi(argument);
    const long long started = cpuNanos();
    for (int i = 0; i < passes; ++i) job.pass();
    return std::to_string(cpuNanos() - started);
  }
  if (verb != "write") throw std::runtime_error("neither time nor write: " + line);
  job.pass();
  writeTable(job.answers, argument);
  return std::to_string(job.answers.columns * job.answers.rows);
}

/** Does as it is told until there is nothing more. */
inline int serve(int count, char** arguments, const std::map<std::string, Job>& jobs) {
  try {
    if (count != 2) throw std::runtime_error("takes one argument, a file of columns");
    const Table table = readTable(arguments[1]);
    std::map<std::string, Prepared> prepared;
    std::string line;
    while (std::getline(std::cin, line)) {
      std::cout << obey(line, table, jobs, prepared) << std::endl;
    }
    return 0;
  } catch (const std::exception& error) {
    std::cout << "error " << error.what() << std::endl;
    return 1;
  }
}
