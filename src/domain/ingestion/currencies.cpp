#include "domain/ingestion/currencies.hpp"

#include <algorithm>

#include "domain/text/spelling.hpp"

namespace insightflow {
namespace {

// Four characters an entry, so that a code found at a multiple of four is an entry.
constexpr std::string_view codes =
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF "
    "CLP CNY COP CRC CUP CVE CZK "
    "DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD "
    "IRR ISK JMD JOD JPY KES KGS "
    "KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR "
    "MZN NAD NGN NIO NOK NPR NZD "
    "OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC "
    "SYP SZL THB TJS TMT TND TOP "
    "TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG "
    "ANG BGN HRK SLL ZWL ";
constexpr std::size_t entry_size = 4;

}  // namespace

bool is_currency(std::string_view code) {
    if (code.size() != entry_size - 1) return false;
    for (std::size_t at = 0; at < codes.size(); at += entry_size) {
        if (codes.substr(at, entry_size - 1) == code) return true;
    }
    return false;
}

bool is_telling_code(std::string_view letters) {
    constexpr std::string_view telling[] = {"USD", "EUR", "GBP", "JPY", "CHF", "CAD", "AUD", "NZD",
                                            "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "BGN",
                                            "INR", "CNY", "HKD", "SGD", "KRW", "BRL", "MXN", "ZAR",
                                            "ILS", "AED", "THB", "IDR", "MYR", "PHP", "TWD"};
    return std::ranges::any_of(telling,
                               [&](std::string_view code) { return equal_ignoring_case(letters, code); });
}

}  // namespace insightflow
