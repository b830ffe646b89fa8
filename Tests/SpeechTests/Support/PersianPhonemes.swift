/// How Persian prompts are pronounced, by espeak-ng 1.51: names, numbers, dates, times and Latin words among them. `|` stands
/// between clauses. Each was read through when it was put here; one that changes is to be read through again.
enum PersianPhonemes {
    static let expected: [(text: String, phonemes: String)] = [
        ("درخواستِ کمکِ شما ارسال شد.", "daRx'Aste kom'ake S'omA 'eRsAl S'od"),
        ("درخواستِ کمکِ شما برای سارا کریمی ارسال شد.", "daRx'Aste kom'ake S'omA baR'Aje s'AR'A kaR'imi 'eRsAl S'od"),
        ("درخواست کمک شما برای سارا كريمي ارسال شد.", "d'aRxAst k'omak S'omA baR'Aje s'AR'A kaR'imi 'eRsAl S'od"),
        (
            "درخواستِ کمکِ شما برای مدیرِ بخشِ پشتیبانی ارسال شد.",
            "daRx'Aste kom'ake S'omA baR'Aje mod'iRe b'axSe p,oStib'Ani 'eRsAl S'od"
        ),
        (
            "درخواستِ کمکِ شما برای مدیرِ بخشِ فروش ارسال شد.",
            "daRx'Aste kom'ake S'omA baR'Aje mod'iRe b'axSe f'oRu:S 'eRsAl S'od"
        ),
        (
            "درخواستِ کمکِ شما برای مدیرِ بخشِ امورِ مالی ارسال شد.",
            "daRx'Aste kom'ake S'omA baR'Aje mod'iRe b'axSe om'uRe m'Ali 'eRsAl S'od"
        ),
        (
            "متأسفانه در حالِ حاضر مدیری در دسترس نیست.",
            "m,ota?,assef'Ane d'aR h'Ale h'AzeR mod'iRi d'aR d'astRas n'ist"
        ),
        (
            "متأسفانه در حالِ حاضر علی رضایی در دسترس نیستند.",
            "m,ota?,assef'Ane d'aR h'Ale h'AzeR 'a:li R'ezA,i: d'aR d'astRas n'istand"
        ),
        ("لطفاً کمی بعد دوباره تلاش کنید.", "l'otfan k'ami b'a?d dob'ARe: tal'AS k'onid"),
        ("یکی از همکارانِ شما درخواستِ کمک دارد.", "j'eki az hamkAR'Ane S'omA daRx'Aste k'omak d'ARad"),
        (
            "همکارِ شما، داخلی ۱۰۱، درخواستِ کمک دارد.",
            "hamk'ARe S'omA | d'Axel,i j'ek s'efR j'ek | daRx'Aste k'omak d'ARad"
        ),
        (
            "همکارِ شما، داخلی 101، درخواستِ کمک دارد.",
            "hamk'ARe S'omA | d'Axel,i j'ek s'efR j'ek | daRx'Aste k'omak d'ARad"
        ),
        (
            "همکارِ شما، داخلی ١٠١، درخواستِ کمک دارد.",
            "hamk'ARe S'omA | d'Axel,i j'ek s'efR j'ek | daRx'Aste k'omak d'ARad"
        ),
        (
            "محمد حسینی از بخشِ فروش، داخلی ۲۰۵، درخواستِ کمک دارد.",
            "moh'ammad hos'ejni az b'axSe f'oRu:S | d'Axel,i d'o s'efR p'andZ | daRx'Aste k'omak d'ARad"
        ),
        ("داخلی: ۳۴۷", "d'Axel,i | s'e: tS'AhAR h'aft"),
        ("شمارهٔ ۱۲ را بگیرید.", "S,omAR'e:je j'ek d'o RA beg'iRid"),
        ("شماره‌ی ۰۹۱۲۳۴۵۶۷۸۹", "Som'ARe:j'e: s'efR n'oh j'ek d'o s'e: tS'AhAR p'andZ S'eS h'aft h'aSt n'oh"),
        ("+989121234567", "n'oh h'aSt n'oh j'ek d'o j'ek d'o s'e: tS'AhAR p'andZ S'eS h'aft"),
        ("کد ۷۷۴۰", "k'od h'aft h'aft tS'AhAR s'efR"),
        ("نوبتِ شما ۳ است.", "no:b'ate S'omA s'e: 'ast"),
        ("شما نفرِ ۲۱ هستید.", "S'omA naf'aRe b'isto j'ek h'astid"),
        ("۱۵ نفر در صف هستند.", "p'Anzdah n'afaR d'aR s'af h'astand"),
        ("۱۰۰ تماس", "s'ad tam'As"),
        ("۲۵۰ تماس", "dev'isto pandZ'Ah tam'As"),
        ("۱۰۰۰ تماس", "h'ezAR tam'As"),
        ("۱۹۹۹ تماس", "h'ezAR,o nohs'ado n'avad,o n'oh tam'As"),
        ("۱٬۲۵۰٬۰۰۰ تومان", "j'ek m,ilij'uno dev'isto pandZ'Ah h'ezAR t'u:mAn"),
        ("۳٫۵ دقیقه", "s'e: mom'ajjez p'andZ daq1'iq1e:"),
        ("۲۰٪ تخفیف", "bist daRs'ad t'axfif"),
        ("ساعت ۱۴:۳۰", "s'A?at tS'AhARd,aho s'i daq1'iq1e:"),
        ("ساعت 8:05", "s'A?at h'aSto p'andZ daq1'iq1e:"),
        ("ساعت ۹:۰۰", "s'A?at n'oh"),
        ("از ساعت ۸:۰۰ تا ۱۶:۳۰", "az s'A?at h'aSt tA: S'Anzdah,o s'i daq1'iq1e:"),
        ("تاریخ ۱۴۰۳/۰۵/۰۳", "t'ARix s'evvom,e m'oRdAd h'ezAR,o tS,AhARs'ado s'e:"),
        ("تاریخ 1402/12/29", "t'ARix b'isto n'ohom,e 'esfand h'ezAR,o tS,AhARs'ado d'o"),
        ("تاریخ ۱/۱/۱۴۰۴", "t'ARix j'ekom,e faRv'aRdin h'ezAR,o tS,AhARs'ado tS'AhAR"),
        ("تاریخ 2024-07-24", "t'ARix b'isto tS'AhAR,ome Zu:'i:je d'o h'ezAR,o b'isto tS'AhAR"),
        (
            "جلسه در ۱۴۰۳/۰۷/۱۵ ساعت ۱۰:۱۵ برگزار می‌شود.",
            "dZal'ase: d'aR pAnzd'ahom,e m'e:hR h'ezAR,o tS,AhARs'ado s'e: s'A?at d'aho p'Anzdah daq1'iq1e: b,aRgoz,AR miSav'ad"
        ),
        ("درخواست شما در CRM ثبت شد.", "d'aRxAst S'omA d'aR (en)s'i:; 'A@r- 'Em(fa) s'abt S'od"),
        ("مشتری VIP در انتظار است.", "moSt'aRi (en)v'i:; aI p'i:(fa) d'aR ,entez'AR 'ast"),
        ("مدیر IT در دسترس نیست.", "m'odiR (en)aI t'i:(fa) d'aR d'astRas n'ist"),
        ("سامانهٔ VoIP قطع است.", "s'AmAn,e:je (en)v'OIp(fa) q1'at? 'ast"),
        ("درخواست شما برای Sara Karimi ارسال شد.", "d'aRxAst S'omA baR'Aje (en)s'A@r@ k'A@rImi(fa) 'eRsAl S'od"),
        ("درخواست شما برای John Smith ارسال شد.", "d'aRxAst S'omA baR'Aje (en)dZ'0n sm'IT(fa) 'eRsAl S'od"),
        ("بخش Support پاسخ نمی‌دهد.", "b'axS (en)s@p'o@t(fa) p'Asox n,emid'ahad"),
        ("پیامک SMS فرستاده شد.", "paj'Amak (en)'Es 'Em 'Es(fa) f,eRest'Ade: S'od"),
        ("فایل PDF را ببینید.", "f'Ajl (en)p'i: d'i:; 'Ef(fa) RA beb'inid"),
        ("CRM‌های شما", "(en)s'i:; 'A@r- 'Em(fa) h'Aje S'omA"),
        ("می‌خواهم با مدیر صحبت کنم.", "mix'Aham bA m'odiR s'ohbat k'onam"),
        ("نمی‌توانم پاسخ بدهم.", "n,emit'avAn,am p'Asox bed'aham"),
        ("گفتگوهای ضبط‌شده", "g,oftoguh'Aje z'abtS'ode:"),
        ("دکتر فاطمه موسوی", "d'oktoR fAt'eme: mus'avi"),
        ("مهندس امیرحسین نوری", "moh'andes ,amiRh'osejn n'uRi"),
        ("خانمِ زهرا احمدی", "xAn'ome z'ahRA 'a:hmad,i"),
        ("آقای غلامرضا یوسفی", "'Aq1'Aje q1,olAmR'ezA jus'efi"),
        ("خدماتِ پس از فروش", "x,adam'Ate p'as az f'oRu:S"),
        ("روابطِ عمومی", "R,avAb'ete om'u:mi"),
        ("منابعِ انسانی", "man'Abe?,e ens'Ani"),
        ("مالی/اداری", "m'Ali | ed'ARi"),
        ("لطفاً منتظر بمانید؛ تماسِ شما وصل می‌شود.", "l'otfan mont'azeR bem'Anid | tam'Ase S'omA v'asl miSav'ad"),
    ]
}
