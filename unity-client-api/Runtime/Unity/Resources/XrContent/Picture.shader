// A picture with its own transparency, seen from both sides.
Shader "XrContent/Picture"
{
    Properties
    {
        _MainTex ("Picture", 2D) = "white" {}
    }
    SubShader
    {
        Tags { "Queue" = "Transparent" "RenderType" = "Transparent" "IgnoreProjector" = "True" }
        Blend SrcAlpha OneMinusSrcAlpha
        Cull Off
        ZWrite Off
        Pass
        {
            CGPROGRAM
            #pragma vertex vert
            #pragma fragment frag
            #pragma target 3.0
            #include "UnityCG.cginc"

            sampler2D _MainTex;

            struct Corner
            {
                float4 place : POSITION;
                float2 uv : TEXCOORD0;
                UNITY_VERTEX_INPUT_INSTANCE_ID
            };

            struct Point
            {
                float4 place : SV_POSITION;
                float2 uv : TEXCOORD0;
                UNITY_VERTEX_OUTPUT_STEREO
            };

            Point vert(Corner corner)
            {
                Point seen;
                UNITY_SETUP_INSTANCE_ID(corner);
                UNITY_INITIALIZE_VERTEX_OUTPUT_STEREO(seen);
                seen.place = UnityObjectToClipPos(corner.place);
                seen.uv = corner.uv;
                return seen;
            }

            float4 frag(Point seen) : SV_Target
            {
                return tex2D(_MainTex, seen.uv);
            }
            ENDCG
        }
    }
}
