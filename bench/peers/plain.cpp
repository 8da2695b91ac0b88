// The kernel's job in plain C++: value and eight Greeks of European options from the same cached terms, for one
// row after another or added up over a book. Built twice: -O3 alone is what a compiler makes of it without
// being allowed anything, and -O3 -march=native -ffast-math lets it use the widest vectors, fused operations and
// the vectorised exp and log of the C library: about the most that the processor can do.
#include "peer.hpp"

#include <cmath>

constexpr double INVERSE_SQRT_2PI = 0.3989422804014327;
constexpr std::size_t OUTPUTS = 9;

/** What depends on contract, time and rates alone, a column each; as the kernel has it. */
enum Term { ROOT, INVERSE_ROOT, CARRY, PRESENT_STRIKE, SHIFT, TERMS };

static void prepare(const Table& columns, Table& terms) {
  const double *__restrict strike = columns[1], *__restrict years = columns[2];
  const double *__restrict rate = columns[3], *__restrict yield = columns[4];
  double *__restrict root = terms[ROOT], *__restrict inverseRoot = terms[INVERSE_ROOT];
  double *__restrict carry = terms[CARRY], *__restrict present = terms[PRESENT_STRIKE];
  double *__restrict shift = terms[SHIFT];
#pragma GCC ivdep
  for (std::size_t i = 0; i < columns.rows; ++i) {
    root[i] = std::sqrt(years[i]);
    inverseRoot[i] = 1 / root[i];
    carry[i] = std::exp(-yield[i] * years[i]);
    present[i] = strike[i] * std::exp(-rate[i] * years[i]);
    shift[i] = (rate[i] - yield[i]) * years[i] - std::log(strike[i]);
  }
}

static Table prepared(const Table& columns) {
  Table terms;
  terms.shape(TERMS, columns.rows);
  prepare(columns, terms);
  return terms;
}

/** Φ(−x) / φ(x) for x of 0 or more, by the kernel's rational function. */
static inline double millsRatio(double x) {
  double top = 0.9999999999968958;
  top = top * x + 27.01571296198689;
  top = top * x + 356.9481298868273;
  top = top * x + 2985.3030295677827;
  top = top * x + 17288.638616215314;
  top = top * x + 71661.27193789913;
  top = top * x + 212640.40866024565;
  top = top * x + 437378.59828608093;
  top = top * x + 571516.0700918098;
  top = top * x + 369464.8091873527;
  double bottom = x + 27.015712961342338;
  bottom = bottom * x + 357.9481299471638;
  bottom = bottom * x + 3012.318739134476;
  bottom = bottom * x + 17643.58687543704;
  bottom = bottom * x + 74592.53997670759;
  bottom = bottom * x + 229225.22526265233;
  bottom = bottom * x + 503338.2167186401;
  bottom = bottom * x + 753090.2404195325;
  bottom = bottom * x + 691212.4512996664;
  bottom = bottom * x + 294790.2670105654;
  return top / bottom;
}

/** One row of the table and its terms. */
struct Row {
  double sign, rate, yield, root, inverseRoot, carry, present, shift;
};

/** Value and Greeks of one option, in the order of the answers. */
struct Value {
  double price, delta, gamma, vega, theta, rho, vanna, volga, charm;
};

/**
 * The kernel's formulas for an ordinary option, one exponential each: without its checks of inputs, and
 * without its care for deviations below 0.01, of which the inputs have none.
 */
static inline Value valueOf(const Row& row, double spot, double logSpot, double inverseSpot, double vol) {
  const double deviation = vol * row.root;
  const double inverse = 1 / deviation;
  const double underlying = spot * row.carry;
  const double moneyness = logSpot + row.shift;
  const bool isAbove = moneyness > 0;
  const double low = isAbove ? row.present : underlying;
  const double half = 0.5 * deviation;
  const double distance = std::fabs(moneyness) * inverse;
  const double near = distance - half;
  const double far = distance + half;
  const double peak = low * (INVERSE_SQRT_2PI * std::exp(-0.5 * (near * near)));
  const double nearTail = peak * millsRatio(std::fabs(near));
  const double gets = near >= 0 ? nearTail : low - nearTail;
  const double gives = peak * millsRatio(far);
  const double worth = gets - gives;
  const double timeValue = worth > 0 ? worth : 0;
  const double outside = isAbove ? -1 : 1;
  const bool isOut = row.sign == outside;
  const double held1 = isAbove ? gives : gets;
  const double owed1 = isAbove ? gets : gives;
  const double held = row.sign * (isOut ? held1 : underlying - held1);
  const double owed = row.sign * (isOut ? owed1 : row.present - owed1);
  const double d1 = isAbove ? far : -near;
  const double d2 = isAbove ? near : -far;
  const double delta = held * inverseSpot;
  const double density = peak * inverseSpot;
  const double vega = peak * row.root;
  const double inverseVol = row.root * inverse;
  const double timing = 0.5 * (row.inverseRoot * row.inverseRoot);
  Value value;
  value.price = isOut ? timeValue : timeValue + std::fabs(underlying - row.present);
  value.delta = delta;
  value.gamma = density * (inverse * inverseSpot);
  value.vega = vega;
  value.theta = row.yield * held - row.rate * owed - 0.5 * vol * (peak * row.inverseRoot);
  value.rho = row.root * row.root * owed;
  value.vanna = -(density * d2) * inverseVol;
  value.volga = vega * inverseVol * (d1 * d2);
  value.charm = row.yield * delta - density * ((row.rate - row.yield) * inverse - d2 * timing);
  return value;
}

/** Rows [from, to): all at one spot, or each at its own, whose logarithm and inverse are then computed too. */
template <bool AT_ONE_SPOT>
static void value(const Table& columns, const Table& terms, std::size_t from, std::size_t to, Table& answers) {
  const double *__restrict spots = columns[5], *__restrict vol = columns[6];
  const double *__restrict sign = columns[0], *__restrict rate = columns[3], *__restrict yield = columns[4];
  const double *__restrict root = terms[ROOT], *__restrict inverseRoot = terms[INVERSE_ROOT];
  const double *__restrict carry = terms[CARRY], *__restrict present = terms[PRESENT_STRIKE];
  const double* __restrict shift = terms[SHIFT];
  double *__restrict price = answers[0], *__restrict delta = answers[1], *__restrict gamma = answers[2];
  double *__restrict vega = answers[3], *__restrict theta = answers[4], *__restrict rho = answers[5];
  double *__restrict vanna = answers[6], *__restrict volga = answers[7], *__restrict charm = answers[8];
  const double oneSpot = spots[from], oneLog = std::log(oneSpot), oneInverse = 1 / oneSpot;
#pragma GCC ivdep
  for (std::size_t i = from; i < to; ++i) {
    const double spot = AT_ONE_SPOT ? oneSpot : spots[i];
    const double logSpot = AT_ONE_SPOT ? oneLog : std::log(spot);
    const double inverseSpot = AT_ONE_SPOT ? oneInverse : 1 / spot;
    const Row row{sign[i], rate[i], yield[i], root[i], inverseRoot[i], carry[i], present[i], shift[i]};
    const Value v = valueOf(row, spot, logSpot, inverseSpot, vol[i]);
    price[i] = v.price;
    delta[i] = v.delta;
    gamma[i] = v.gamma;
    vega[i] = v.vega;
    theta[i] = v.theta;
    rho[i] = v.rho;
    vanna[i] = v.vanna;
    volga[i] = v.volga;
    charm[i] = v.charm;
  }
}

/** Adds quantity times value and Greeks of rows [from, to), all on one underlying. */
static void total(const Table& columns, const Table& terms, std::size_t from, std::size_t to, double scale,
                  double* sums) {
  const double spot = columns[5][from], logSpot = std::log(spot), inverseSpot = 1 / spot;
  const double *__restrict vol = columns[6], *__restrict quantity = columns[7];
  const double *__restrict sign = columns[0], *__restrict rate = columns[3], *__restrict yield = columns[4];
  const double *__restrict root = terms[ROOT], *__restrict inverseRoot = terms[INVERSE_ROOT];
  const double *__restrict carry = terms[CARRY], *__restrict present = terms[PRESENT_STRIKE];
  const double* __restrict shift = terms[SHIFT];
  double price = 0, delta = 0, gamma = 0, vega = 0, theta = 0, rho = 0, vanna = 0, volga = 0, charm = 0;
  for (std::size_t i = from; i < to; ++i) {
    const Row row{sign[i], rate[i], yield[i], root[i], inverseRoot[i], carry[i], present[i], shift[i]};
    const Value v = valueOf(row, spot, logSpot, inverseSpot, vol[i] * scale);
    price += quantity[i] * v.price;
    delta += quantity[i] * v.delta;
    gamma += quantity[i] * v.gamma;
    vega += quantity[i] * v.vega;
    theta += quantity[i] * v.theta;
    rho += quantity[i] * v.rho;
    vanna += quantity[i] * v.vanna;
    volga += quantity[i] * v.volga;
    charm += quantity[i] * v.charm;
  }
  const double all[OUTPUTS] = {price, delta, gamma, vega, theta, rho, vanna, volga, charm};
  for (std::size_t i = 0; i < OUTPUTS; ++i) sums[i] = all[i];
}

/** Where the rows on each underlying begin, and the end: they follow each other and have the same spot. */
static std::vector<std::size_t> startsOf(const Table& columns) {
  std::vector<std::size_t> starts = {0};
  for (std::size_t i = 1; i < columns.rows; ++i) {
    if (columns[5][i] != columns[5][i - 1]) starts.push_back(i);
  }
  starts.push_back(columns.rows);
  return starts;
}

/** Columns: sign, strike, years, rate, yield, spot, vol. Everything anew. */
static Pass full(const Table& columns, Table& answers) {
  answers.shape(OUTPUTS, columns.rows);
  return [&columns, &answers, terms = prepared(columns)]() mutable {
    prepare(columns, terms);
    value<false>(columns, terms, 0, columns.rows, answers);
  };
}

/** The same columns, from cached terms, an underlying after another. */
static Pass cached(const Table& columns, Table& answers) {
  answers.shape(OUTPUTS, columns.rows);
  return [&columns, &answers, starts = startsOf(columns), terms = prepared(columns)] {
    for (std::size_t i = 0; i + 1 < starts.size(); ++i) {
      value<true>(columns, terms, starts[i], starts[i + 1], answers);
    }
  };
}

/** Columns: as above, and quantity. Answers a column of sums for each underlying. */
static Pass book(const Table& columns, Table& answers) {
  const auto starts = startsOf(columns);
  answers.shape(starts.size() - 1, OUTPUTS);
  return [&columns, &answers, starts, terms = prepared(columns)] {
    for (std::size_t i = 0; i + 1 < starts.size(); ++i) {
      total(columns, terms, starts[i], starts[i + 1], 1.0, answers[i]);
    }
  };
}

int main(int count, char** arguments) {
  return serve(count, arguments, {{"greeks", full}, {"greeks-cached", cached}, {"book", book}});
}
