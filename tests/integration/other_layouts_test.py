"""Files of layouts that no profile knows: read by their headings, with one `map` at most.

Each says the same of one day: 100 impressions, 3 clicks, 1.50 spent. Which platform a file of a single one is
of, no reader can know: it is said by an option, as the preview asks.
"""
import json

import pytest

from harness.server import command_line

# A table; what has to be said of one of its columns; whether the platform has to be said.
# The headings are those of ad servers, connectors, trackers, warehouses and spreadsheets.
LAYOUTS = {
    "a connector's data source name": (
        "Data source name,Account,Campaign name,Date,Impressions,Clicks,Cost,Currency\n"
        "Facebook Ads,Shop,Push,2024-01-31,100,3,1.50,EUR\n", None, False),
    "a connector's data source type": (
        "Date,Data_Source_type,Data_Source_name,Campaign,Ad_Group,Currency,Cost,Clicks,Impressions\n"
        "2024-01-31,adwords,Shop,Push,G1,EUR,1.50,3,100\n", None, False),
    "a connector in lower case": (
        "date,datasource,account_name,campaign,spend,clicks,impressions\n"
        "2024-01-31,facebook,Shop,Push,1.50,3,100\n", None, False),
    "a retargeting network": (
        "AdvertiserId,CampaignId,Campaign,Day,Currency,Displays,Clicks,AdvertiserCost,SalesPc30d,"
        "RevenueGeneratedPc30d\n1,2,Push,2024-01-31,EUR,100,3,1.50,1,20\n", None, True),
    "a native network": (
        "Day,Campaign Id,Campaign Name,Impressions,Visible Impressions,Clicks,CTR,Spent,Currency,"
        "Conversions,Conversions Value\n2024-01-31,2,Push,100,90,3,3%,1.50,USD,1,20\n", None, True),
    "another native network": (
        "Date,Campaign Name,Campaign ID,Impressions,Clicks,CTR,Spend,Conversions,Revenue\n"
        "2024-01-31,Push,2,100,3,3.0,1.50,1,20\n", None, True),
    "a demand-side platform": (
        "Date,Advertiser,Campaign,Ad Group,Impressions,Clicks,Advertiser Cost (USD),"
        "All Last Click + View Conversions\n2024-01-31,Shop,Push,G,100,3,1.50,1\n", None, True),
    "another demand-side platform": (
        "Date,Advertiser ID,Advertiser,Advertiser Currency,Insertion Order,Insertion Order ID,Line Item,"
        "Line Item ID,Impressions,Clicks,Total Conversions,Media Cost (Advertiser Currency)\n"
        "2024/01/31,1,Shop,EUR,IO,2,LI,3,100,3,1,1.50\n", None, True),
    "a search engine, tab separated": (
        "Date\tCampaignId\tCampaignName\tImpressions\tClicks\tCost\tConversions\n"
        "2024-01-31\t2\tPush\t100\t3\t1.50\t1\n", None, True),
    "questions and answers": (
        "Date,Campaign Name,Spend (USD),Impressions,Clicks,Conversions\n"
        "2024-01-31,Push,1.50,100,3,1\n", None, True),
    "an ad server with a preamble and a total": (
        "Report Name,daily\nDate Range,2024-01-01 - 2024-01-31\n\n"
        "Date,Campaign,Campaign ID,Impressions,Clicks,Media Cost,Total Conversions,Total Revenue\n"
        "2024-01-31,Push,2,100,3,1.50,1,20\nGrand Total:,,,100,3,1.50,1,20\n", None, True),
    "a bid manager": (
        "From,Account,Campaign,Impr,Clicks,Cost,Actions,Revenue\n"
        "2024-01-31,Shop,Push,100,3,1.50,1,20\n", "Actions=conversions", True),
    "a German agency": (
        "Datum;Kanal;Kampagne;Impressionen;Klicks;Kosten;Umsatz;Conversions\n"
        "31.01.2024;Google;Push;100;3;1,50;20,00;1\n", None, False),
    "a French one": (
        "Jour;Plateforme;Campagne;Impressions;Clics;Coût;Conversions\n"
        "31/01/2024;Google;Push;100;3;1,50;1\n", None, False),
    "a Spanish one": (
        "Fecha;Campaña;Impresiones;Clics;Importe gastado (EUR);Compras\n"
        "31/01/2024;Push;100;3;1,50;1\n", None, True),
    "an Italian one": (
        "Data;Campagna;Impression;Clic;Importo speso (EUR);Acquisti\n"
        "31/01/2024;Push;100;3;1,50;1\n", None, True),
    "a Brazilian one": (
        "Dia;Campanha;Impressões;Cliques;Valor usado (BRL);Compras\n"
        "31/01/2024;Push;100;3;1,50;1\n", None, True),
    "a Dutch one": (
        "Datum;Campagne;Vertoningen;Klikken;Kosten;Conversies;Conversiewaarde\n"
        "31-01-2024;Push;100;3;1,50;1;20,00\n", None, True),
    "a warehouse": (
        "dt,channel_nm,campaign_nm,impr_cnt,click_cnt,spend_amt,conv_cnt\n"
        "2024-01-31,google,Push,100,3,1.50,1\n", None, False),
    "a tracker of apps": (
        "Date,Media Source (pid),Campaign (c),Impressions,Clicks,Installs,Total Cost,Total Revenue\n"
        "2024-01-31,googleadwords_int,Push,100,3,1,1.50,20\n", "Installs=conversions", False),
    "another tracker of apps": (
        "day,network,campaign_network,impressions,clicks,installs,cost,currency\n"
        "2024-01-31,Facebook,Push,100,3,1,1.50,EUR\n", "network=platform", False),
    "an English agency": (
        "Report date,Media channel,Campaign title,Imps,Total clicks,Media spend,Orders,Order value\n"
        "2024-01-31,Meta,Push,100,3,1.50,1,20\n", None, False),
    "sounds": (
        "Day,Campaign name,Ad set name,Spend (EUR),Impressions delivered,Clicks\n"
        "2024-01-31,Push,S,1.50,100,3\n", None, True),
    "a table of a bot": (
        "date,source,campaign_id,campaign_name,country,impressions,clicks,spend,conversions,revenue\n"
        "2024-01-31,google,2,Push,US,100,3,1.50,1,20\n", "source=platform", False),
    "web analytics": (
        "date,source,medium,campaign,adCost,adClicks,impressions\n"
        "2024-01-31,google,cpc,Push,1.50,3,100\n", "source=platform", False),
    "retargeting with attribution": (
        "Date,Campaign,AdGroup,Impressions,Clicks,Spend,CTC,VTC,Total Conversions,Attributed Rev\n"
        "2024-01-31,Push,G,100,3,1.50,1,0,1,20\n", None, True),
    "a search engine's own report in Dutch": (
        "Campagnerapport\n1 januari 2024 - 31 januari 2024\n"
        "Dag\tCampagne\tValutacode\tVertoningen\tKlikken\tKosten\tConversies\tConv. waarde\n"
        "31 jan. 2024\tPush\tEUR\t100\t3\t1,50\t1,00\t20,00\n", None, True),
    "the same in Polish": (
        "Dzień\tKampania\tKod waluty\tWyśw.\tKliknięcia\tKoszt\tKonwersje\tWartość konw.\n"
        "2024-01-31\tPush\tPLN\t100\t3\t1,50\t1,00\t20,00\n", None, True),
    "in Japanese": (
        "日,キャンペーン,通貨コード,表示回数,クリック数,費用,コンバージョン,コンバージョン値\n"
        "2024/01/31,Push,JPY,100,3,1.5,1.00,20\n", None, True),
    "in French": (
        "Jour;Campagne;Code de devise;Impr.;Clics;Coût;Conversions;Valeur de conv.\n"
        "31/01/2024;Push;EUR;100;3;1,50;1,00;20,00\n", None, True),
    "in Spanish": (
        "Día,Campaña,Código de moneda,Impr.,Clics,Coste,Conversiones,Valor de conv.\n"
        '2024-01-31,Push,EUR,100,3,"1,50","1,00","20,00"\n', None, True),
    "a social network's report by day, in German": (
        "Berichtsstart;Berichtsende;Tag;Kampagnenname;Impressionen;Ausgegebener Betrag (EUR);Link-Klicks;"
        "Käufe;Conversion-Wert von Käufen\n"
        "2024-01-01;2024-01-31;2024-01-31;Push;100;1,50;3;1;20,00\n", None, False),
    "in English": (
        "Reporting starts,Reporting ends,Day,Campaign name,Impressions,Amount spent (USD),Link clicks\n"
        "2024-01-01,2024-01-31,2024-01-31,Push,100,1.50,3\n", None, False),
    "in Italian": (
        "Inizio dei report,Fine dei report,Nome della campagna,Impression,Clic sul link,Importo speso (EUR)\n"
        "2024-01-31,2024-01-31,Push,100,3,1.50\n", None, True),
    "in Dutch, too": (
        "Begin rapportage,Einde rapportage,Campagnenaam,Weergaven,Klikken op link,Besteed bedrag (EUR)\n"
        "2024-01-31,2024-01-31,Push,100,3,1.50\n", None, True),
    "a Swedish agency": (
        "Datum;Plattform;Kampanj;Visningar;Klick;Kostnad;Valuta;Konverteringar;Intäkter\n"
        "2024-01-31;Facebook;Push;100;3;1,50;SEK;1;20,00\n", None, False),
    "a table of a program that numbers its rows": (
        ",date,platform,campaign,impressions,clicks,cost\n0,2024-01-31,google,Push,100,3,1.5\n", None, False),
    "pins": (
        "Campaign ID,Campaign name,Date,Spend in account currency,Paid impressions,Pin clicks\n"
        "6260,Push,2024-01-31,1.50,100,3\n", None, True),
    "customer relations": (
        "Date,Ad network,Campaign,Amount spent,Impressions,Clicks,Contacts\n"
        "2024-01-31,Facebook,Push,1.50,100,3,1\n", None, False),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_file_of_another_layout_needs_one_word_at_most(server, tmp_path, name):
    text, said, needs_platform = LAYOUTS[name]
    file = tmp_path / "file.csv"
    file.write_text(text, encoding="utf-8")
    options = ["--map", said] if said else []
    options += ["--platform", "other"] if needs_platform else []
    preview = json.loads(command_line("import", file, "--preview", "--json", "--source", "layouts", *options,
                                      server=server).stdout)
    assert preview["would_count"], preview["refusal"]
    assert preview["outcomes"]["rows_accepted"] == 1, preview["rejects"]
    row = preview["rows"][0]
    assert (row["date"], row["impressions"], row["clicks"], row["cost"]) == ("2024-01-31", 100, 3, 1.5)
    assert row["campaign_name"]
    assert row["platform"] == ("other" if needs_platform else row["platform"]) and row["platform"] != "shop"
