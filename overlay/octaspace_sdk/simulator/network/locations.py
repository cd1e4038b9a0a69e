"""The locations of nodes with their relative frequencies, and the providers."""

from __future__ import annotations

from octaspace_sdk.simulator.network.entities import Location

LOCATIONS = (
    (Location("Frankfurt am Main", "Germany", "DE", "Europe", "EU", 50.1109, 8.6821), 9),
    (Location("Falkenstein", "Germany", "DE", "Europe", "EU", 50.4779, 12.3713), 7),
    (Location("Berlin", "Germany", "DE", "Europe", "EU", 52.52, 13.405), 3),
    (Location("Paris", "France", "FR", "Europe", "EU", 48.8566, 2.3522), 6),
    (Location("Roubaix", "France", "FR", "Europe", "EU", 50.6916, 3.2001), 4),
    (Location("Amsterdam", "Netherlands", "NL", "Europe", "EU", 52.37, 4.89), 7),
    (Location("Zakrzew", "Poland", "PL", "Europe", "EU", 52.44, 16.77), 3),
    (Location("Warsaw", "Poland", "PL", "Europe", "EU", 52.2297, 21.0122), 6),
    (Location("Helsinki", "Finland", "FI", "Europe", "EU", 60.1699, 24.9384), 5),
    (Location("Stockholm", "Sweden", "SE", "Europe", "EU", 59.3293, 18.0686), 4),
    (Location("Oslo", "Norway", "NO", "Europe", "EU", 59.9139, 10.7522), 3),
    (Location("London", "United Kingdom", "GB", "Europe", "EU", 51.5074, -0.1278), 5),
    (Location("Manchester", "United Kingdom", "GB", "Europe", "EU", 53.4808, -2.2426), 2),
    (Location("Madrid", "Spain", "ES", "Europe", "EU", 40.4168, -3.7038), 3),
    (Location("Milan", "Italy", "IT", "Europe", "EU", 45.4642, 9.19), 4),
    (Location("Vienna", "Austria", "AT", "Europe", "EU", 48.2082, 16.3738), 2),
    (Location("Zürich", "Switzerland", "CH", "Europe", "EU", 47.3769, 8.5417), 2),
    (Location("Prague", "Czechia", "CZ", "Europe", "EU", 50.0755, 14.4378), 4),
    (Location("Bucharest", "Romania", "RO", "Europe", "EU", 44.4268, 26.1025), 4),
    (Location("Sofia", "Bulgaria", "BG", "Europe", "EU", 42.6977, 23.3219), 4),
    (Location("Kyiv", "Ukraine", "UA", "Europe", "EU", 50.4501, 30.5234), 5),
    (Location("Tallinn", "Estonia", "EE", "Europe", "EU", 59.437, 24.7536), 2),
    (Location("Istanbul", "Türkiye", "TR", "Europe", "EU", 41.0082, 28.9784), 2),
    (Location("Ashburn", "United States", "US", "North America", "NA", 39.0438, -77.4874), 9),
    (Location("Dallas", "United States", "US", "North America", "NA", 32.7767, -96.797), 6),
    (Location("Los Angeles", "United States", "US", "North America", "NA", 34.0522, -118.2437), 5),
    (Location("Chicago", "United States", "US", "North America", "NA", 41.8781, -87.6298), 4),
    (Location("Miami", "United States", "US", "North America", "NA", 25.7617, -80.1918), 3),
    (Location("Montreal", "Canada", "CA", "North America", "NA", 45.5019, -73.5674), 4),
    (Location("Toronto", "Canada", "CA", "North America", "NA", 43.6532, -79.3832), 3),
    (Location("Querétaro", "Mexico", "MX", "North America", "NA", 20.5888, -100.3899), 1),
    (Location("São Paulo", "Brazil", "BR", "South America", "SA", -23.5505, -46.6333), 3),
    (Location("Santiago", "Chile", "CL", "South America", "SA", -33.4489, -70.6693), 1),
    (Location("Singapore", "Singapore", "SG", "Asia", "AS", 1.3521, 103.8198), 4),
    (Location("Tokyo", "Japan", "JP", "Asia", "AS", 35.6762, 139.6503), 4),
    (Location("Seoul", "South Korea", "KR", "Asia", "AS", 37.5665, 126.978), 3),
    (Location("Hong Kong", "Hong Kong", "HK", "Asia", "AS", 22.3193, 114.1694), 3),
    (Location("Mumbai", "India", "IN", "Asia", "AS", 19.076, 72.8777), 3),
    (Location("Ho Chi Minh City", "Vietnam", "VN", "Asia", "AS", 10.8231, 106.6297), 2),
    (Location("Almaty", "Kazakhstan", "KZ", "Asia", "AS", 43.222, 76.8512), 2),
    (Location("Dubai", "United Arab Emirates", "AE", "Asia", "AS", 25.2048, 55.2708), 1),
    (Location("Sydney", "Australia", "AU", "Oceania", "OC", -33.8688, 151.2093), 2),
    (Location("Johannesburg", "South Africa", "ZA", "Africa", "AF", -26.2041, 28.0473), 2),
)

HOSTERS = ("Example Hosting GmbH", "Example Cloud Inc.", "Sample Datacenters B.V.", "Demo Servers Ltd")
CARRIERS = ("Example Telecom", "Sample Cable", "Demo Fibre")
