// QuantLib's own functions over a file of columns, each called the way that costs it least: payoffs are made
// beforehand, and nothing is observed.
#include "peer.hpp"

#include <cmath>
#include <limits>
#include <memory>

#include <ql/exercise.hpp>
#include <ql/instruments/vanillaoption.hpp>
#include <ql/methods/lattices/binomialtree.hpp>
#include <ql/pricingengines/blackcalculator.hpp>
#include <ql/pricingengines/blackformula.hpp>
#include <ql/pricingengines/vanilla/binomialengine.hpp>
#include <ql/processes/blackscholesprocess.hpp>
#include <ql/quotes/simplequote.hpp>
#include <ql/settings.hpp>
#include <ql/termstructures/volatility/equityfx/blackconstantvol.hpp>
#include <ql/termstructures/yield/flatforward.hpp>
#include <ql/time/calendars/nullcalendar.hpp>
#include <ql/time/daycounters/actual365fixed.hpp>

using namespace QuantLib;

static Option::Type typeOf(double sign) { return sign > 0 ? Option::Call : Option::Put; }

static std::vector<ext::shared_ptr<PlainVanillaPayoff>> payoffsOf(const Table& columns) {
  std::vector<ext::shared_ptr<PlainVanillaPayoff>> payoffs;
  for (std::size_t i = 0; i < columns.rows; ++i) {
    payoffs.push_back(ext::make_shared<PlainVanillaPayoff>(typeOf(columns[0][i]), columns[1][i]));
  }
  return payoffs;
}

/** Price, delta, gamma, vega and theta of one row into its five columns of answers. */
static void store(const BlackCalculator& black, double spot, double years, Table& answers, std::size_t row) {
  answers[0][row] = black.value();
  answers[1][row] = black.delta(spot);
  answers[2][row] = black.gamma(spot);
  answers[3][row] = black.vega(years);
  answers[4][row] = black.theta(spot, years);
}

/** Columns: sign, strike, years, rate, yield, spot, vol. */
static Pass greeks(const Table& columns, Table& answers) {
  answers.shape(5, columns.rows);
  return [&columns, &answers, payoffs = payoffsOf(columns)] {
    const double *years = columns[2], *rate = columns[3], *yield = columns[4];
    const double *spot = columns[5], *vol = columns[6];
    for (std::size_t i = 0; i < columns.rows; ++i) {
      const double discount = std::exp(-rate[i] * years[i]);
      const double forward = spot[i] * std::exp((rate[i] - yield[i]) * years[i]);
      const BlackCalculator black(payoffs[i], forward, vol[i] * std::sqrt(years[i]), discount);
      store(black, spot[i], years[i], answers, i);
    }
  };
}

/** The same with what depends on contract, time and rates alone computed beforehand, as for a book re-marked. */
static Pass greeksCached(const Table& columns, Table& answers) {
  answers.shape(5, columns.rows);
  std::vector<double> discount, growth, root;
  for (std::size_t i = 0; i < columns.rows; ++i) {
    const double years = columns[2][i], rate = columns[3][i], yield = columns[4][i];
    discount.push_back(std::exp(-rate * years));
    growth.push_back(std::exp((rate - yield) * years));
    root.push_back(std::sqrt(years));
  }
  return [&columns, &answers, payoffs = payoffsOf(columns), discount, growth, root] {
    const double *years = columns[2], *spot = columns[5], *vol = columns[6];
    for (std::size_t i = 0; i < columns.rows; ++i) {
      const BlackCalculator black(payoffs[i], spot[i] * growth[i], vol[i] * root[i], discount[i]);
      store(black, spot[i], years[i], answers, i);
    }
  };
}

/**
 * Columns: sign, strike, forward, undiscounted price. Answers the deviation (vol · √years), NaN where QuantLib
 * throws. Its accuracy is absolute, of the deviation; 1e-10 is what it can be asked for.
 */
static Pass impliedVol(const Table& columns, Table& answers) {
  answers.shape(1, columns.rows);
  return [&columns, &answers, payoffs = payoffsOf(columns)] {
    const double *forward = columns[2], *price = columns[3];
    for (std::size_t i = 0; i < columns.rows; ++i) {
      try {
        answers[0][i] =
            blackFormulaImpliedStdDev(payoffs[i], forward[i], price[i], 1.0, 0.0, Null<Real>(), 1e-10, 100);
      } catch (const std::exception&) {
        answers[0][i] = std::numeric_limits<double>::quiet_NaN();
      }
    }
  };
}

/** Columns: sign, strike, days, rate, yield, spot, vol. Answers price, delta, gamma and theta. */
static Pass american(const Table& columns, Table& answers) {
  constexpr Size steps = 500;
  answers.shape(4, columns.rows);
  const Date today(1, January, 2026);
  Settings::instance().evaluationDate() = today;
  const DayCounter counter = Actual365Fixed();
  const auto payoffs = payoffsOf(columns);
  std::vector<ext::shared_ptr<VanillaOption>> options;
  for (std::size_t i = 0; i < columns.rows; ++i) {
    const Handle<Quote> spot(ext::make_shared<SimpleQuote>(columns[5][i]));
    const Handle<YieldTermStructure> rate(ext::make_shared<FlatForward>(today, columns[3][i], counter));
    const Handle<YieldTermStructure> yield(ext::make_shared<FlatForward>(today, columns[4][i], counter));
    const Handle<BlackVolTermStructure> vol(
        ext::make_shared<BlackConstantVol>(today, NullCalendar(), columns[6][i], counter));
    const auto process = ext::make_shared<BlackScholesMertonProcess>(spot, yield, rate, vol);
    const Date last = today + static_cast<Integer>(columns[2][i]);
    const auto exercise = ext::make_shared<AmericanExercise>(today, last);
    const auto option = ext::make_shared<VanillaOption>(payoffs[i], exercise);
    option->setPricingEngine(ext::make_shared<BinomialVanillaEngine<CoxRossRubinstein>>(process, steps));
    options.push_back(option);
  }
  return [&answers, options] {
    for (std::size_t i = 0; i < options.size(); ++i) {
      options[i]->recalculate();
      answers[0][i] = options[i]->NPV();
      answers[1][i] = options[i]->delta();
      answers[2][i] = options[i]->gamma();
      answers[3][i] = options[i]->theta();
    }
  };
}

int main(int count, char** arguments) {
  return serve(count, arguments,
               {{"greeks", greeks}, {"greeks-cached", greeksCached}, {"iv", impliedVol}, {"american", american}});
}
